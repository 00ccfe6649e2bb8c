#include "workloads/net_report.h"

#include <doctest/doctest.h>

#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::workloads {
namespace TEST_FILE {

using checkers::figure_of;

// Four operations, one of them in the final phase, one never answered, and a fault.
Run small_run() {
  Run run;
  run.history = checkers::WrittenHistory()
                    .invoke(0, "broadcast", 0)
                    .ok(0, "broadcast", 0)
                    .info(checkers::kNemesis, "start-partition")
                    .invoke(1, "broadcast", 1)
                    .info(1, "broadcast", 1)
                    .invoke(0, "read")
                    .ok(0, "read", boost::json::array{0})
                    .invoke(6, "read");
  run.history.ops.back().final_op = true;
  run.traffic.clients = {20, 19, {0, 0, 1, 0}};
  run.traffic.servers = {10, 8, {1, 2, 0, 3}};
  return run;
}

TEST_CASE("net: messages of clients, of servers and of all") {
  const auto verdict = check_net(small_run());
  CHECK(verdict.validity == checkers::Validity::valid);
  CHECK(figure_of(verdict, "clients.msg-count") == 20);
  CHECK(figure_of(verdict, "clients.recv-count") == 19);
  CHECK(figure_of(verdict, "clients.lost-count") == 1);
  CHECK(figure_of(verdict, "servers.msg-count") == 10);
  CHECK(figure_of(verdict, "servers.recv-count") == 8);
  CHECK(figure_of(verdict, "servers.lost-count") == 6);
  CHECK(figure_of(verdict, "all.msg-count") == 30);
  CHECK(figure_of(verdict, "all.recv-count") == 27);
  CHECK(figure_of(verdict, "all.lost-count") == 7);
}

TEST_CASE("net: losses by cause, over all messages") {
  const auto verdict = check_net(small_run());
  CHECK(figure_of(verdict, "lost.loss") == 1);
  CHECK(figure_of(verdict, "lost.partition") == 2);
  CHECK(figure_of(verdict, "lost.failed") == 1);
  CHECK(figure_of(verdict, "lost.no-such-node") == 3);
}

TEST_CASE("net: messages an operation are those of servers ÷ all invocations of clients") {
  const auto verdict = check_net(small_run());
  CHECK(figure_of(verdict, "servers.msgs-per-op") == 2.5);
  CHECK(figure_of(verdict, "all.msgs-per-op") == 7.5);
  CHECK(verdict.report.at("servers").at("msgs-per-op") == 2.5);
  CHECK(verdict.report.at("servers").at("send-count") == 10);
  CHECK(verdict.report.at("servers").at("recv-count") == 8);
  CHECK(verdict.report.at("clients").at("lost").at("failed") == 1);
}

TEST_CASE("net: without operations there is no number an operation") {
  Run run = small_run();
  run.history.ops.clear();
  const auto verdict = check_net(run);
  CHECK(figure_of(verdict, "servers.msgs-per-op") == std::nullopt);
  CHECK(figure_of(verdict, "servers.msg-count") == 10);
  CHECK_FALSE(verdict.report.at("servers").as_object().contains("msgs-per-op"));
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
