#include "storage/mariadb/connect.hpp"

#include <algorithm>
#include <mutex>
#include <string>

#include "storage/mariadb/error.hpp"
#include "storage/mariadb/settings.hpp"

namespace haven::mariadb {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "MariadbOptions: " + what);
}

void require(bool good, const char* what) {
  if (!good) refuse(what);
}

bool has_zero(const std::string& text) { return text.find('\0') != std::string::npos; }

void require_between(Duration value, Duration least, Duration most, const char* name) {
  if (value >= least && value <= most) return;
  refuse(std::string(name) + " must be " + std::to_string(least.in_seconds()) + ".." +
         std::to_string(most.in_seconds()) + " s, got " + std::to_string(value.in_seconds()));
}

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

Tls tls_of(const MariadbOptions& options) {
  if (!options.socket.empty()) return Tls::off;
  if (options.tls != Tls::automatic) return options.tls;
  return is_loopback(options.host) ? Tls::off : Tls::verify;
}

unsigned whole_seconds(Duration duration) {
  return static_cast<unsigned>((duration.microseconds + 999'999) / 1'000'000);
}

void set(MYSQL* connection, mysql_option option, const void* value) {
  if (mysql_optionsv(connection, option, value) == 0) return;
  throw Error(ErrorCode::unavailable, "mariadb: Connector/C refuses an option", "settings");
}

void set_flag(MYSQL* connection, mysql_option option, bool value) {
  const my_bool flag = value ? 1 : 0;
  set(connection, option, &flag);
}

void set_seconds(MYSQL* connection, mysql_option option, Duration duration) {
  const unsigned seconds = whole_seconds(duration);
  if (seconds > 0) set(connection, option, &seconds);
}

void set_tls(MYSQL* connection, const MariadbOptions& options) {
  const Tls tls = tls_of(options);
  if (tls == Tls::off) return;
  set_flag(connection, MYSQL_OPT_SSL_ENFORCE, true);
  set_flag(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, tls == Tls::verify);
  if (!options.tls_authorities.empty()) set(connection, MYSQL_OPT_SSL_CA, options.tls_authorities.c_str());
  if (!options.tls_certificate.empty()) set(connection, MYSQL_OPT_SSL_CERT, options.tls_certificate.c_str());
  if (!options.tls_key.empty()) set(connection, MYSQL_OPT_SSL_KEY, options.tls_key.c_str());
}

// No server may ask for a file of ours, or for the password as it is.
void set_guards(MYSQL* connection) {
  const unsigned off = 0;
  set(connection, MYSQL_OPT_LOCAL_INFILE, &off);
  set(connection, MARIADB_OPT_RESTRICTED_AUTH,
      "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password,auth_gssapi_client");
}

void set_all(MYSQL* connection, const MariadbOptions& options) {
  set(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  set_seconds(connection, MYSQL_OPT_CONNECT_TIMEOUT, options.connect_timeout);
  set_seconds(connection, MYSQL_OPT_READ_TIMEOUT, options.response_timeout);
  set_seconds(connection, MYSQL_OPT_WRITE_TIMEOUT, options.response_timeout);
  set_flag(connection, MYSQL_OPT_RECONNECT, false);
  const unsigned protocol = options.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  set(connection, MYSQL_OPT_PROTOCOL, &protocol);
  set_guards(connection);
  set_tls(connection, options);
}

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

std::string place_of(const MariadbOptions& options) {
  return options.socket.empty() ? options.host + ':' + std::to_string(options.port) : options.socket;
}

}  // namespace

void validate(const MariadbOptions& options) {
  const auto text = {&options.host,
                     &options.socket,
                     &options.user,
                     &options.password,
                     &options.database,
                     &options.tls_authorities,
                     &options.tls_certificate,
                     &options.tls_key};
  require(std::none_of(text.begin(), text.end(), [](const std::string* t) { return has_zero(*t); }),
          "a text has a NUL");
  require(!options.host.empty() || !options.socket.empty(), "host or socket must be given");
  require(options.port >= 1 && options.port <= 65535, "port must be 1..65535");
  require(!options.user.empty(), "user must be given");
  require(!options.database.empty(), "database must be given");
  require(options.tls_certificate.empty() == options.tls_key.empty(), "tls_certificate and tls_key belong together");
  require(options.connections_at_most >= 1 && options.connections_at_most <= 1000,
          "connections_at_most must be 1..1000");
  require(options.connections_at_least >= 0 && options.connections_at_least <= options.connections_at_most,
          "connections_at_least must be 0..connections_at_most");
  const Duration day = Duration::hours(24);
  require_between(options.acquire_timeout, {}, Duration::hours(1), "acquire_timeout");
  require_between(options.connect_timeout, Duration::seconds(1), Duration::hours(1), "connect_timeout");
  require_between(options.response_timeout, {}, day, "response_timeout");
  require_between(options.lock_timeout, Duration::seconds(1), Duration::hours(1), "lock_timeout");
  require_between(options.ping_after, {}, day, "ping_after");
  require_between(options.idle_timeout, Duration::seconds(1), day, "idle_timeout");
  require_between(options.lifetime, Duration::seconds(1), day, "lifetime");
}

ConnectionHandle connect(const MariadbOptions& options) {
  // The library's own initialisation is not safe on several threads. It is never undone: a host may use it too.
  static std::once_flag initialised;
  std::call_once(initialised, [] { mysql_library_init(0, nullptr, nullptr); });

  ConnectionHandle connection(mysql_init(nullptr));
  if (!connection) throw Error(ErrorCode::unavailable, "mariadb: no memory for a connection", "full");
  set_all(connection.get(), options);
  const MYSQL* const connected =
      mysql_real_connect(connection.get(), or_null(options.socket.empty() ? options.host : std::string()),
                         options.user.c_str(), options.password.c_str(), options.database.c_str(),
                         static_cast<unsigned>(options.port), or_null(options.socket), CLIENT_FOUND_ROWS);
  if (connected == nullptr) {
    throw error_of(mysql_errno(connection.get()), mysql_error(connection.get()), "connect to " + place_of(options));
  }
  if (tls_of(options) != Tls::off && !is_encrypted(connection.get())) {
    throw Error(ErrorCode::unavailable, "mariadb: " + place_of(options) + " offers no TLS", "tls");
  }
  make_settings(connection.get(), options);
  return connection;
}

bool is_encrypted(MYSQL* connection) noexcept { return mysql_get_ssl_cipher(connection) != nullptr; }

}  // namespace haven::mariadb
