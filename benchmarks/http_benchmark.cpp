// Requests through HTTP, client and server on the same machine, each row beside its floor.

#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "haven/rest/server.hpp"

#include "candidate.hpp"
#include "floors.hpp"
#include "quiz_world.hpp"
#include "rest/transport.hpp"
#include "server_process.hpp"
#include "swarm.hpp"

namespace {

using namespace haven;
using namespace haven::benchmarks;

constexpr int clients = 32;

std::string details_with_client(const Sample& sample, double client_cpu) {
  char text[64];
  std::snprintf(text, sizeof text, ", %.0f of them the client's",
                1e6 * client_cpu / static_cast<double>(sample.latencies.size()));
  return details(sample) + text;
}

/// A platform with its server in this process.
struct Stage {
  Stage(const Settings& settings, Durability durability) : world(clients, durability, settings.folder) {
    server = std::make_unique<rest::Server>(world.platform(), system_clock(),
                                            rest::ServerOptions{.port = 0, .rate_limiting = false});
    server->start();
  }

  QuizWorld world;
  std::unique_ptr<rest::Server> server;
};

/// The best of the runs of so many scripts at once; `more` tells about it.
Sample best_swarm(const Settings& settings, std::uint16_t port, int count, const std::function<Script(int)>& make,
                  std::string& more) {
  Sample best;
  for (int run = 0; run < settings.runs; ++run) {
    std::vector<Script> scripts;
    for (int i = 0; i < count; ++i) scripts.push_back(make(i));
    double client_cpu = 0.0;
    Sample sample = run_swarm(settings, port, scripts, &client_cpu, 2);
    if (run > 0 && sample.rate() <= best.rate()) continue;
    best = std::move(sample);
    more = details_with_client(best, client_cpu);
  }
  return best;
}

Script repeated(std::string request) {
  return [request = std::move(request)](std::string_view) { return request; };
}

void post_answers(const Settings& settings, FloorTable& table) {
  const std::string normal = "POST answer, NORMAL, N=32", full = "POST answer, FULL, N=32",
                    alone = "POST answer, FULL, N=1";
  std::string more;
  const auto measure = [&](Stage& stage, int count) {
    return best_swarm(
        settings, stage.server->port(), count, [&](int i) { return candidate(stage.world.tokens(i).access_token); },
        more);
  };
  if (settings.wants(normal)) {
    Stage stage(settings, Durability::normal);
    const Sample sample = measure(stage, clients);
    table.at_least(normal, 4'000, sample.rate(), "/s", more);
    table.at_most("  its p99", 25.0, sample.percentile(0.99), "ms");
  }
  if (!settings.wants(full) && !settings.wants(alone)) return;
  Stage stage(settings, Durability::full);
  if (settings.wants(full)) {
    const Sample sample = measure(stage, clients);
    table.at_least(full, 3'000, sample.rate(), "/s", more);
  }
  if (settings.wants(alone)) {
    const Sample sample = measure(stage, 1);
    table.note(alone, sample.rate(), "/s", more);
    table.at_most("  its p50", 0.7, sample.percentile(0.50), "ms");
  }
}

void get_session(const Settings& settings, FloorTable& table) {
  const std::string name = "GET session, c32";
  if (!settings.wants(name)) return;
  Stage stage(settings, Durability::full);
  std::vector<std::string> targets;
  for (int i = 0; i < clients; ++i) {
    const auto state = stage.world.platform().quiz().start(stage.world.caller(i), {});
    targets.push_back("/api/v1/quiz/sessions/" + to_string(state.session.id));
  }
  std::string more;
  const Sample sample = best_swarm(
      settings, stage.server->port(), clients,
      [&](int i) {
        const auto place = static_cast<std::size_t>(i);
        return repeated(request_text("GET", targets[place], stage.world.tokens(i).access_token));
      },
      more);
  table.at_least(name, 12'000, sample.rate(), "/s", more);
}

void get_list(const Settings& settings, FloorTable& table) {
  const std::string plain = "GET list of 20, c32", packed = "GET list of 20, c32, gzip";
  if (!settings.wants(plain) && !settings.wants(packed)) return;
  Stage stage(settings, Durability::full);
  const auto measure = [&](const std::string& name, double floor, std::string_view headers) {
    if (!settings.wants(name)) return;
    std::string more;
    const Sample sample = best_swarm(
        settings, stage.server->port(), clients,
        [&](int i) {
          const std::string target = "/api/v1/questions?limit=20&offset=" + std::to_string(20 * i);
          return repeated(request_text("GET", target, stage.world.tokens(i).access_token, {}, headers));
        },
        more);
    table.at_least(name, floor, sample.rate(), "/s", more);
  };
  measure(plain, 6'000, "");
  measure(packed, 4'000, "Accept-Encoding: gzip\r\n");
}

/// Says hello, on the I/O thread or from a worker.
class Hello final : public rest::Application {
 public:
  explicit Hello(bool cheap) : cheap_(cheap) {}
  [[nodiscard]] std::size_t body_limit(const rest::RequestHead&) const noexcept override { return 1024; }
  [[nodiscard]] bool is_cheap(const rest::RequestHead&) const noexcept override { return cheap_; }
  [[nodiscard]] rest::Response handle(const rest::Request&) noexcept override {
    return {200, {{"Content-Type", "application/json"}}, R"({"hello":"world"})"};
  }
  [[nodiscard]] rest::Response refuse(int status) noexcept override { return {status, {}, {}}; }

 private:
  bool cheap_;
};

void hello(const Settings& settings, FloorTable& table) {
  const auto measure = [&](const std::string& name, bool cheap, double floor) {
    if (!settings.wants(name)) return;
    Hello application(cheap);
    const auto transport = rest::make_transport({.port = 0}, application);
    transport->start();
    double best = 1e9;
    std::string more;
    for (int run = 0; run < settings.runs; ++run) {
      double client_cpu = 0.0;
      const std::vector<Script> scripts(clients, repeated(request_text("GET", "/hello", "")));
      const Sample sample = run_swarm(settings, transport->port(), scripts, &client_cpu);
      const double server = 1e6 * (sample.cpu_seconds - client_cpu) / static_cast<double>(sample.latencies.size());
      if (server < best)
        more = std::to_string(static_cast<int>(sample.rate())) + "/s, " + details_with_client(sample, client_cpu);
      best = std::min(best, server);
    }
    table.at_most(name, floor, best, "us of CPU", more);
  };
  measure("hello through the transport, inline", true, 20.0);
  measure("hello through the transport, with hand-over", false, 35.0);
}

void server_process(const Settings& settings, FloorTable& table) {
  const std::string name = "haven-server: start-up to first answer, and memory";
  if (!settings.wants(name)) return;
  QuizWorld world(clients, Durability::full, settings.folder);
  static_cast<void>(world.platform().quiz().start(world.caller(0), {}));
  world.close();
  Settings first = settings;
  first.fixed = 2;  // a look for the open exam, and the answer
  double start_up = 1e9;
  for (int run = 0; run < settings.runs; ++run) {
    const std::vector<Script> one{candidate(world.tokens(0).access_token)};
    const double begin = now_in_seconds();
    const ServerProcess server(world.file(), QuizWorld::signing_key());
    static_cast<void>(run_swarm(first, server.port(), one, nullptr, 0));
    start_up = std::min(start_up, 1e3 * (now_in_seconds() - begin));
  }
  const ServerProcess server(world.file(), QuizWorld::signing_key());
  const double idle = server.resident_megabytes();
  std::vector<Script> all;
  for (int i = 0; i < clients; ++i) all.push_back(candidate(world.tokens(i).access_token));
  static_cast<void>(run_swarm(settings, server.port(), all));
  table.at_most("haven-server: start-up to first answer, 1,000 items", 60.0, start_up, "ms");
  table.at_most("haven-server: memory, idle", 15.0, idle, "MB");
  table.at_most("haven-server: memory, 32 candidates answering", 40.0, server.resident_megabytes(), "MB");
}

}  // namespace

int main(int argc, char** argv) try {
  const Settings settings = parse_settings(argc, argv);
  FloorTable table(settings.folder);
  post_answers(settings, table);
  get_session(settings, table);
  get_list(settings, table);
  hello(settings, table);
  server_process(settings, table);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
