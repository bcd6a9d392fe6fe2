#include "pipe.hpp"

#include <algorithm>
#include <array>
#include <poll.h>
#include <stdexcept>
#include <unistd.h>

namespace haven::torture {

Pipe::Pipe() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("pipe");
  receiver_ = ends[0];
  sender_ = ends[1];
}

Pipe::~Pipe() {
  close_sender();
  ::close(receiver_);
}

void Pipe::send(const Entry& entry) const {
  if (::write(sender_, &entry, sizeof entry) != sizeof entry) throw std::runtime_error("the pipe is gone");
}

void Pipe::close_sender() {
  if (sender_ >= 0) ::close(sender_);
  sender_ = -1;
}

bool Pipe::receive_until(std::chrono::steady_clock::time_point end, std::vector<Entry>& entries) const {
  using std::chrono::milliseconds;
  const auto now = std::chrono::steady_clock::now();
  if (now >= end) return false;
  const auto left =
      std::chrono::duration_cast<milliseconds>(std::min(end - now, std::chrono::nanoseconds(std::chrono::hours(1))));
  pollfd waiting{.fd = receiver_, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, static_cast<int>(left.count()) + 1) <= 0) return false;
  std::array<Entry, 128> come{};
  const auto bytes = ::read(receiver_, come.data(), sizeof come);
  if (bytes <= 0) return false;
  entries.insert(entries.end(), come.begin(), come.begin() + bytes / static_cast<ssize_t>(sizeof(Entry)));
  return true;
}

}  // namespace haven::torture
