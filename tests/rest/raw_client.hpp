#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haven::test {

/// What a server answered, as found on the wire. Names of headers are lower-case.
struct RawResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
};

/// One TCP connection to 127.0.0.1 that sends exactly the bytes it is given, good or bad.
///
/// Every wait ends after 20 s with std::runtime_error, so that a hanging server fails a test instead of hanging it.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  /// Sends all bytes; throws when the server has closed.
  void send(std::string_view bytes);
  /// Sends as long as the server takes it, while keeping what it answers; false when the server closed before the end.
  bool send_if_taken(std::string_view bytes);
  /// Says that no more will be sent.
  void half_close();

  /// The next answer, with a body as long as its Content-Length says. `is_head`: the answer to a HEAD request.
  RawResponse read_response(bool is_head = false);
  /// True when the server has answered anything yet; does not wait.
  [[nodiscard]] bool has_received();
  /// Some bytes, at most 16 KiB: waits for them; empty at the end.
  std::string read_some();
  /// The next bytes up to and including `end`.
  std::string read_until(std::string_view end);
  /// Everything until the server closes, orderly or by reset.
  std::string read_until_close();
  /// One request in full, its answer.
  RawResponse exchange(std::string_view request);

 private:
  bool receive_some();
  void wait_for(short events) const;

  int socket_ = -1;
  std::string received_;
};

/// Splits the first answer off `bytes`; nullopt when it is not there in full.
std::optional<RawResponse> take_response(std::string& bytes, bool is_head);

}  // namespace haven::test
