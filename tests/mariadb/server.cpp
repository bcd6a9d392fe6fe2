#include "mariadb/server.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <mysql.h>
#include <netinet/in.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <doctest/doctest.h>

namespace haven::test {
namespace {

using Connection = std::unique_ptr<MYSQL, decltype(&mysql_close)>;

Connection connect(const std::string& socket) {
  Connection connection(mysql_init(nullptr), mysql_close);
  const bool good =
      connection && mysql_real_connect(connection.get(), nullptr, "root", "", nullptr, 0, socket.c_str(), 0) != nullptr;
  return good ? std::move(connection) : Connection(nullptr, mysql_close);
}

void run(MYSQL* connection, const std::string& sql) {
  if (mysql_real_query(connection, sql.data(), sql.size()) == 0) return;
  throw std::runtime_error(sql + ": " + mysql_error(connection));
}

int free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool good = listener >= 0 && bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (listener >= 0) close(listener);
  if (!good) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

MariadbServer::MariadbServer(ServerOptions options) : options_(std::move(options)) {
  std::filesystem::copy(HAVEN_MARIADB_TEMPLATE, folder_.path("data"), std::filesystem::copy_options::recursive);
  if (options_.tcp) port_ = free_port();
  start();
}

MariadbServer::~MariadbServer() { kill(); }

std::vector<std::string> MariadbServer::command_line() const {
  std::vector<std::string> words = {HAVEN_MARIADBD,
                                    "--no-defaults",
                                    "--datadir=" + folder_.path("data"),
                                    "--socket=" + folder_.path("socket"),
                                    "--pid-file=" + folder_.path("pid"),
                                    "--skip-name-resolve",
                                    "--skip-log-bin",
                                    "--performance-schema=OFF",
                                    "--innodb-buffer-pool-size=64M",
                                    "--innodb-log-file-size=32M",
                                    "--innodb-buffer-pool-dump-at-shutdown=OFF",
                                    "--innodb-buffer-pool-load-at-startup=OFF",
                                    "--aria-pagecache-buffer-size=8M",
                                    "--key-buffer-size=1M"};
  if (geteuid() == 0) words.emplace_back("--user=root");
  if (!options_.synced) words.insert(words.end(), {"--innodb-flush-method=nosync", "--debug-no-sync"});
  if (options_.tcp) {
    words.insert(words.end(), {"--bind-address=127.0.0.1", "--port=" + std::to_string(port_)});
  } else {
    words.emplace_back("--skip-networking");
  }
  words.insert(words.end(), options_.arguments.begin(), options_.arguments.end());
  return words;
}

void MariadbServer::start() {
  std::vector<std::string> words = command_line();
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::string log = folder_.path("log");
  const pid_t parent = getpid();
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("fork");
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (getppid() == parent) execv(arguments.front(), arguments.data());
    _exit(127);
  }
  wait_until_ready();
}

void MariadbServer::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!connect(folder_.path("socket"))) {
    if (waitpid(process_, nullptr, WNOHANG) == process_ || std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("mariadbd does not start: " + content(folder_.path("log")));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void MariadbServer::end(int signal) {
  if (process_ == 0) return;
  ::kill(process_, signal);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void MariadbServer::stop() { end(SIGTERM); }
void MariadbServer::kill() { end(SIGKILL); }
void MariadbServer::freeze() const { ::kill(process_, SIGSTOP); }
void MariadbServer::thaw() const { ::kill(process_, SIGCONT); }

void MariadbServer::run(const std::string& sql) const {
  const Connection connection = connect(folder_.path("socket"));
  if (!connection) throw std::runtime_error("the server is not there");
  test::run(connection.get(), sql);
}

std::string MariadbServer::ask(const std::string& sql) const {
  const Connection connection = connect(folder_.path("socket"));
  if (!connection) throw std::runtime_error("the server is not there");
  test::run(connection.get(), sql);
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(mysql_store_result(connection.get()),
                                                                        mysql_free_result);
  MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
  return row != nullptr && row[0] != nullptr ? row[0] : "";
}

MariadbOptions MariadbServer::new_database() {
  const std::string name = "test_" + std::to_string(++databases_);
  run("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin");
  MariadbOptions options;
  options.socket = folder_.path("socket");
  options.user = "root";
  options.database = name;
  return options;
}

namespace {

std::unique_ptr<MariadbServer>& the_shared_server() {
  static std::unique_ptr<MariadbServer> server;
  return server;
}

struct EndOfTests : doctest::IReporter {
  explicit EndOfTests(const doctest::ContextOptions& /*options*/) {}
  void test_run_end(const doctest::TestRunStats& /*stats*/) override { the_shared_server().reset(); }
  void report_query(const doctest::QueryData& /*query*/) override {}
  void test_run_start() override {}
  void test_case_start(const doctest::TestCaseData& /*data*/) override {}
  void test_case_reenter(const doctest::TestCaseData& /*data*/) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& /*stats*/) override {}
  void test_case_exception(const doctest::TestCaseException& /*exception*/) override {}
  void subcase_start(const doctest::SubcaseSignature& /*signature*/) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData& /*data*/) override {}
  void log_message(const doctest::MessageData& /*data*/) override {}
  void test_case_skipped(const doctest::TestCaseData& /*data*/) override {}
};
REGISTER_LISTENER("end of the shared MariaDB server", 1, EndOfTests);

}  // namespace

MariadbServer& shared_server() {
  auto& server = the_shared_server();
  if (!server) server = std::make_unique<MariadbServer>();
  return *server;
}

}  // namespace haven::test
