// The only file that includes Boost.Beast, and Asio by io_loop.hpp; see transport.hpp for what it promises.
//
// A Session is one connection; it lives on one IoLoop and is touched by that loop's thread alone, except that a worker
// fills in `response_` while the session waits for it. Sessions own themselves through the handlers of their pending
// operations: when none is pending, the connection closes.

// Beast 1.74 asserts that the last chunk arrives in pieces of a certain size, which a client decides. The parser is
// right without that assertion, so it must not abort the process.
#define BOOST_DISABLE_ASSERTS

#include "rest/transport.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "haven/core/error.hpp"

#include "rest/connection_ledger.hpp"
#include "rest/framing.hpp"
#include "rest/header_scan.hpp"
#include "rest/io_loop.hpp"
#include "rest/memory_budget.hpp"
#include "rest/response_head.hpp"
#include "rest/worker_pool.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace haven::rest {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using net::ip::tcp;
using Socket = net::basic_stream_socket<tcp, net::io_context::executor_type>;

constexpr std::chrono::milliseconds drain_timeout{1'000};  // for the client to read an answer we close after
constexpr std::size_t first_read = 2048;                   // all that an idle connection holds
constexpr auto never = SteadyClock::time_point::max();

/// What all sessions of a transport share.
struct Service {
  Service(const TransportOptions& limits, Application& served)
      : options(limits),
        application(served),
        ledger(limits.connections, limits.connections_per_address),
        bodies(limits.body_bytes) {}

  const TransportOptions options;
  Application& application;
  ConnectionLedger ledger;
  MemoryBudget bodies;
  std::optional<WorkerPool> workers;
  std::atomic<bool> stopping{false};
};

/// One connection: reads a request, has it answered, and begins again.
class Session final : public LoopMember, public std::enable_shared_from_this<Session> {
 public:
  Session(Service& service, IoLoop& loop, Socket socket, ConnectionLedger::Entry entry)
      : service_(service),
        loop_(loop),
        socket_(std::move(socket)),
        entry_(std::move(entry)),
        body_share_(service.bodies),
        buffer_(service.options.header_bytes) {
    loop_.members.insert(this);
  }
  ~Session() override { loop_.members.erase(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void await_request();
  void check_deadline(SteadyClock::time_point now) override;
  void begin_stop() override;
  void close() override;

 private:
  enum class State { idle, header, body, handling, writing, draining, closed };
  using Parser = http::request_parser<http::string_body>;

  void enter(State state, SteadyClock::time_point deadline);
  void enter(State state, std::chrono::milliseconds timeout) { enter(state, SteadyClock::now() + timeout); }
  template <typename Next>
  void read(std::size_t most, Next next);
  void examine_header();
  void parse_header();
  void copy_head();
  void begin_body();
  void watch_chunk_extensions();
  void send_continue();
  void absorb_body();
  void dispatch();
  void run_in_worker(std::shared_ptr<Session> self);
  void answer();
  void refuse(int status);
  void send();
  void write();
  void finish_answer();
  void drain();
  [[nodiscard]] std::string_view received() const;
  [[nodiscard]] std::string_view request_line() const { return received().substr(0, received().find("\r\n")); }
  [[nodiscard]] std::size_t room() const { return buffer_.max_size() - buffer_.size(); }

  Service& service_;
  IoLoop& loop_;
  Socket socket_;
  ConnectionLedger::Entry entry_;
  MemoryBudget::Share body_share_;
  boost::beast::flat_buffer buffer_;
  State state_ = State::idle;
  SteadyClock::time_point deadline_ = never;
  bool expired_ = false;

  std::optional<HeaderScan> scan_;
  std::optional<Parser> parser_;
  std::function<void(std::uint64_t, boost::beast::string_view, error_code&)> on_chunk_;
  std::size_t extension_bytes_ = 0;
  Delivery delivery_;
  Request request_;
  Response response_;
  std::string response_head_;
};

int status_of(error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  return 400;
}

std::string lower_case(boost::beast::string_view text) {
  std::string lower(text.data(), text.size());
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

/// The application's words for a refusal; "unavailable" always says when to come back.
Response refusal(Application& application, int status) {
  Response response = application.refuse(status);
  const bool says_when = std::any_of(response.headers.begin(), response.headers.end(),
                                     [](const auto& header) { return lower_case(header.first) == "retry-after"; });
  if (status == 503 && !says_when) response.headers.emplace_back("Retry-After", "1");
  return response;
}

// ---- Session: reading -----------------------------------------------------------------------------------------------

void Session::enter(State state, SteadyClock::time_point deadline) {
  state_ = state;
  deadline_ = deadline;
}

std::string_view Session::received() const {
  const auto bytes = buffer_.data();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads some bytes behind those received and calls `next`, unless the connection ends or the deadline passes first.
template <typename Next>
void Session::read(std::size_t most, Next next) {
  socket_.async_read_some(buffer_.prepare(std::min(most, room())),
                          [self = shared_from_this(), next](error_code error, std::size_t bytes) {
                            if (self->expired_) return self->refuse(408);
                            if (error) return self->close();
                            self->buffer_.commit(bytes);
                            next(*self);
                          });
}

void Session::await_request() {
  scan_.emplace(service_.options.header_bytes, service_.options.header_fields);
  delivery_ = {};
  if (buffer_.size() > 0) {  // the client did not wait for the last answer
    enter(State::header, service_.options.header_timeout);
    return examine_header();
  }
  if (service_.stopping) return close();
  if (buffer_.capacity() > first_read) buffer_ = boost::beast::flat_buffer(service_.options.header_bytes);
  enter(State::idle, service_.options.idle_timeout);
  read(first_read, [](Session& self) {
    self.enter(State::header, self.service_.options.header_timeout);
    self.examine_header();
  });
}

void Session::examine_header() {
  switch (scan_->scan(received())) {
    case HeaderScan::Verdict::malformed:
      return refuse(400);
    case HeaderScan::Verdict::too_large:
      return refuse(431);
    case HeaderScan::Verdict::complete:
      return parse_header();
    case HeaderScan::Verdict::incomplete:
      break;
  }
  read(room(), [](Session& self) { self.examine_header(); });
}

void Session::parse_header() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(service_.options.header_bytes + 1));
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // known only when the header has been read
  buffer_.consume(scan_->begin());
  error_code error;
  const std::size_t parsed = parser_->put(net::buffer(buffer_.data(), scan_->end() - scan_->begin()), error);
  if (error == http::error::bad_version && names_other_version(request_line())) return refuse(505);
  if (error) return refuse(status_of(error));
  buffer_.consume(parsed);
  copy_head();
  if (const auto refusal = framing_refusal(request_.head, delivery_.version)) return refuse(*refusal);
  begin_body();
}

void Session::copy_head() {
  const auto& message = parser_->get();
  RequestHead& head = request_.head;
  head.method.assign(message.method_string().data(), message.method_string().size());
  head.target.assign(message.target().data(), message.target().size());
  head.peer = entry_.address();
  head.headers.clear();
  for (const auto& field : message) {
    head.headers.emplace_back(lower_case(field.name_string()), std::string(field.value().data(), field.value().size()));
  }
  delivery_.version = message.version() == 11 ? HttpVersion::http_1_1 : HttpVersion::http_1_0;
  delivery_.is_head = head.method == "HEAD";
  delivery_.keep_alive = parser_->keep_alive();
}

void Session::begin_body() {
  if (parser_->is_done()) return dispatch();
  const std::size_t limit = service_.application.body_limit(request_.head);
  if (parser_->content_length().value_or(0) > limit) return refuse(413);
  parser_->body_limit(limit);
  parser_->eager(true);
  watch_chunk_extensions();
  enter(State::body, service_.options.body_timeout);
  if (buffer_.size() == 0 && expects_continue(request_.head, delivery_.version)) return send_continue();
  absorb_body();
}

/// Extensions mean nothing to us, so they may take no more room than a header, nor hide a line end.
void Session::watch_chunk_extensions() {
  extension_bytes_ = 0;
  on_chunk_ = [this](std::uint64_t, boost::beast::string_view extension, error_code& error) {
    extension_bytes_ += extension.size();
    if (!is_clean_chunk_extension({extension.data(), extension.size()})) error = http::error::bad_chunk_extension;
    if (extension_bytes_ > service_.options.header_bytes) error = http::error::header_limit;
  };
  parser_->on_chunk_header(on_chunk_);
}

void Session::send_continue() {
  static constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
  net::async_write(socket_, net::buffer(line.data(), line.size()),
                   [self = shared_from_this()](error_code error, std::size_t) {
                     if (self->expired_) return self->refuse(408);
                     if (error) return self->close();
                     self->absorb_body();
                   });
}

void Session::absorb_body() {
  error_code error;
  if (buffer_.size() > 0) buffer_.consume(parser_->put(buffer_.data(), error));
  if (error && error != http::error::need_more) return refuse(status_of(error));
  if (!body_share_.grow_to(parser_->get().body().size())) return refuse(503);
  if (parser_->is_done()) return dispatch();
  if (room() == 0) return refuse(431);  // a chunk extension or trailer without end
  read(room(), [](Session& self) { self.absorb_body(); });
}

// ---- Session: answering ---------------------------------------------------------------------------------------------

void Session::dispatch() {
  request_.body = std::move(parser_->get().body());
  parser_.reset();
  enter(State::handling, never);
  if (service_.application.is_cheap(request_.head)) {
    response_ = service_.application.handle(request_);
    return answer();
  }
  auto job = [self = shared_from_this()]() mutable { self->run_in_worker(std::move(self)); };
  if (service_.workers->try_submit(std::move(job))) return;
  response_ = refusal(service_.application, 503);
  answer();
}

/// Runs on a worker. Afterwards the session is the loop's again, and so is its last owner.
void Session::run_in_worker(std::shared_ptr<Session> self) {
  response_ = service_.application.handle(request_);
  net::io_context& context = loop_.context;
  net::post(context, [owner = std::move(self)] { owner->answer(); });
}

void Session::answer() {
  if (state_ == State::closed) return;
  request_ = {};
  body_share_.release();
  send();
}

/// Answers what cannot be followed: after it, nobody can say where the next request would begin.
void Session::refuse(int status) {
  if (state_ == State::closed) return;
  delivery_.keep_alive = false;
  parser_.reset();
  body_share_.release();
  response_ = refusal(service_.application, status);
  send();
}

void Session::send() {
  if (service_.stopping) delivery_.keep_alive = false;
  const std::string_view date = loop_.date.at(std::chrono::system_clock::now());
  auto head = response_head(response_, delivery_, date);
  if (!head) {
    response_ = service_.application.refuse(500);
    head = response_head(response_, delivery_, date);
  }
  if (!head) {
    response_ = {.status = 500, .headers = {}, .body = {}};
    head = response_head(response_, delivery_, date);
  }
  response_head_ = std::move(*head);
  if (!carries_body(response_.status, delivery_)) response_.body.clear();
  write();
}

void Session::write() {
  enter(State::writing, service_.options.write_timeout);
  const std::array<net::const_buffer, 2> parts{net::buffer(response_head_), net::buffer(response_.body)};
  net::async_write(socket_, parts, [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->close();
    self->finish_answer();
  });
}

void Session::finish_answer() {
  response_ = {};
  if (delivery_.keep_alive) return await_request();
  // Closing while bytes still arrive would reset the connection and take the answer with it: half-close, then listen.
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  enter(State::draining, drain_timeout);
  expired_ = false;
  drain();
}

void Session::drain() {
  buffer_.clear();
  read(room(), [](Session& self) { self.drain(); });
}

// ---- Session: endings -----------------------------------------------------------------------------------------------

void Session::check_deadline(SteadyClock::time_point now) {
  if (now < deadline_) return;
  if (expired_ || (state_ != State::header && state_ != State::body)) return close();
  expired_ = true;  // the cancelled operation answers 408
  deadline_ = now + drain_timeout;
  error_code ignored;
  socket_.cancel(ignored);
}

void Session::begin_stop() {
  if (state_ == State::idle) return close();
  if (state_ == State::header) deadline_ = std::min(deadline_, SteadyClock::now() + drain_timeout);
}

void Session::close() {
  enter(State::closed, never);
  error_code ignored;
  socket_.close(ignored);
}

// ---- Transport ------------------------------------------------------------------------------------------------------

class BeastTransport final : public Transport {
 public:
  BeastTransport(const TransportOptions& options, Application& application) : service_(options, application) {}
  ~BeastTransport() override { stop(); }

  void start() override;
  [[nodiscard]] std::uint16_t port() const noexcept override { return port_; }
  void stop() override;

 private:
  void start_loops();
  void listen();
  void accept();
  void welcome(IoLoop& loop, Socket socket);
  void turn_away(Socket socket);
  void tear_down();

  Service service_;
  std::vector<std::unique_ptr<IoLoop>> loops_;
  std::optional<tcp::acceptor> acceptor_;  // lives on the first loop
  std::size_t next_loop_ = 0;
  bool accepting_ = false;
  bool started_ = false;
  std::uint16_t port_ = 0;
};

void BeastTransport::start() {
  if (started_) throw Error(ErrorCode::conflict, "transport: start() may be called once");
  started_ = true;
  try {
    listen();
    start_loops();
  } catch (const boost::system::system_error& error) {
    tear_down();
    throw Error(ErrorCode::unavailable, "transport: cannot listen on " + service_.options.address + " port " +
                                            std::to_string(service_.options.port) + ": " + error.code().message());
  } catch (const std::system_error& error) {
    tear_down();
    throw Error(ErrorCode::unavailable, std::string("transport: cannot start an I/O thread: ") + error.what());
  } catch (...) {
    tear_down();
    throw;
  }
}

void BeastTransport::listen() {
  for (int i = 0; i < service_.options.io_threads; ++i) loops_.push_back(std::make_unique<IoLoop>());
  const tcp::endpoint endpoint(net::ip::make_address(service_.options.address), service_.options.port);
  acceptor_.emplace(loops_.front()->context);
  acceptor_->open(endpoint.protocol());
  acceptor_->set_option(tcp::acceptor::reuse_address(true));
  acceptor_->bind(endpoint);
  acceptor_->listen();
  port_ = acceptor_->local_endpoint().port();
}

void BeastTransport::start_loops() {
  service_.workers.emplace(service_.options.workers, service_.options.worker_queue);
  // The tick takes accepting up again after an error, for instance when descriptors had run out.
  loops_.front()->on_tick = [this] {
    if (!accepting_ && acceptor_->is_open()) accept();
  };
  accept();
  for (const auto& loop : loops_) loop->start();
}

void BeastTransport::accept() {
  IoLoop& loop = *loops_[next_loop_++ % loops_.size()];
  acceptor_->async_accept(loop.context, [this, &loop](error_code error, Socket socket) {
    accepting_ = false;
    if (error) return;
    accept();
    welcome(loop, std::move(socket));
  });
  accepting_ = true;
}

std::string text_of(const net::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

void BeastTransport::welcome(IoLoop& loop, Socket socket) {
  error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // gone before it was welcomed
  auto entry = service_.ledger.enter(text_of(peer.address()));
  if (!entry) return turn_away(std::move(socket));
  socket.set_option(tcp::no_delay(true), error);
  net::post(loop.context, [this, &loop, arrived = std::move(socket), counted = std::move(*entry)]() mutable {
    if (service_.stopping) return;
    std::make_shared<Session>(service_, loop, std::move(arrived), std::move(counted))->await_request();
  });
}

/// Above the limit there is no room for a session: one attempt to say so, without waiting.
void BeastTransport::turn_away(Socket socket) {
  const Response response = refusal(service_.application, 503);
  HttpDate date;
  const auto head = response_head(response, {.version = HttpVersion::http_1_1, .is_head = false, .keep_alive = false},
                                  date.at(std::chrono::system_clock::now()));
  if (!head) return;
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(std::array<net::const_buffer, 2>{net::buffer(*head), net::buffer(response.body)}, ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void BeastTransport::stop() {
  if (loops_.empty()) return;
  service_.stopping = true;
  loops_.front()->post([this] {
    error_code ignored;
    acceptor_->close(ignored);
  });
  for (const auto& loop : loops_) loop->post([&stopping = *loop] { stopping.begin_stop(); });
  service_.ledger.wait_until_empty(service_.options.stop_timeout);
  for (const auto& loop : loops_) loop->post([&stopping = *loop] { stopping.cut_all(); });
  tear_down();
}

void BeastTransport::tear_down() {
  std::deque<WorkerPool::Job> begun_never;  // they own sessions, which may go only when their loop's thread is gone
  if (service_.workers) {
    begun_never = service_.workers->close();
    service_.workers->join();
  }
  for (const auto& loop : loops_) loop->join();
  begun_never.clear();
  acceptor_.reset();
  loops_.clear();
}

}  // namespace

std::unique_ptr<Transport> make_transport(TransportOptions options, Application& application) {
  validate(options);
  return std::make_unique<BeastTransport>(options, application);
}

}  // namespace haven::rest
