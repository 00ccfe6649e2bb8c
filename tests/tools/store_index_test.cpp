// store/index.html: what is stored, the newest first, and nothing but text.
#include "tools/report/store_index.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/tools/made_store.h"
#include "tools/report/first_values.h"
#include "tools/report/stored_entries.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;
using eddy::tools::IndexLinks;
using eddy::tools::store_index;
using eddy::tools::stored_entries;
using eddy::tools::write_store_index;

const std::string kInvalid =
    R"({"valid?": false, "workload": "broadcast", "node": "flood", "node-count": 5, "seed": 12,
        "findings": [{"checker": "c", "operations": [1, 2], "text": "n2 misses 12\nand 13"},
                     {"text": "another"}], "evidence": ["long"], "figures": {"seed": 99}})";

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::vector<std::string> names_in(const fs::path& store) {
  std::vector<std::string> names;
  for (const auto& entry : stored_entries(store)) names.push_back(entry.name);
  return names;
}

TEST_CASE("store index: a row tells how a run ended, of what it was, and what was found first") {
  MadeStore store;
  const fs::path run = store.add("broadcast", "12-00af", kInvalid);
  put(run / "report.html", "page");
  put(run / "history.txt", "history");
  write_store_index(store.path());
  const std::string page = contents(store.path() / "index.html");
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(contains(page, "<td class=\"verdict invalid\">invalid</td>"));
  CHECK(contains(page, "<a href=\"broadcast/12-00af/report.html\">12-00af</a>"));
  CHECK(contains(page, "<td class=\"number\">5</td><td class=\"number\">12</td>"));
  CHECK(contains(page, "n2 misses 12; and 13</td>"));
  CHECK(contains(page, "<a href=\"broadcast/12-00af/history.txt\">history.txt</a>"));
  CHECK(contains(page, "<p>1 run, the newest first</p>"));
  CHECK(!contains(page, "another"));
  CHECK(!contains(page, "99"));
}

TEST_CASE("store index: the newest comes first, a word tells how it ended") {
  MadeStore store;
  store.add_valid("1-a");
  store.add("lin-kv", "2-b", R"({"valid?": "unknown"})");
  store.add("broadcast", "3-c", kInvalid);
  CHECK(names_in(store.path()) == std::vector<std::string>{"3-c", "2-b", "1-a"});
  const std::string page = store_index(store.path(), IndexLinks::files);
  CHECK(page.find(">invalid<") < page.find(">unknown<"));
  CHECK(page.find(">unknown<") < page.find(">valid<"));
}

TEST_CASE("store index: a sweep has a row, begun or ended") {
  MadeStore store;
  store.add("echo", "sweep-1", R"({"sweep": {"seeds": "0..99"}})", "sweep.json");
  store.add("echo", "sweep-2",
            R"({"sweep": {"seeds": "0..49"}, "results": {"valid?": false, "workload": "echo",
                "node": "echo", "runs": 50, "failing": 3,
                "ways-to-fail": [{"shortest": {"text": "n1 lied"}}], "behaviours": {}}})",
            "sweep.json");
  const std::string page = store_index(store.path(), IndexLinks::served);
  CHECK(contains(page, ">0..99</td><td class=\"finding\">not at its end</td>"));
  CHECK(contains(page, ">0..49</td><td class=\"finding\">3 of 50 runs failed; one: n1 lied</td>"));
  CHECK(contains(page, "<a href=\"/run/echo/sweep-2/sweep.json\">sweep.json</a>"));
  CHECK(!contains(page, "\"/run/echo/sweep-2/\""));  // a sweep has no page of its own
  CHECK(contains(page, "0 runs and 2 sweeps"));
}

TEST_CASE("store index: served, each run has a page, and names stand in URLs as they have to") {
  MadeStore store;
  store.add("echo", "a b?&\"<%2e", "{}");
  const std::string page = store_index(store.path(), IndexLinks::served);
  CHECK(contains(page, "<a href=\"/run/echo/a%20b%3F%26%22%3C%252e/\">a b?&amp;&quot;&lt;%2e</a>"));
}

TEST_CASE("store index: hidden folders, links and what is no run are passed over") {
  MadeStore store;
  const fs::path run = store.add_valid("1-a");
  fs::create_directory_symlink("1-a", store.path() / "echo/latest");
  fs::create_directory_symlink("echo/1-a", store.path() / "latest");
  fs::create_directory_symlink("echo", store.path() / "linked");
  put(store.path() / "echo/.unfinished-1-x/results.json", "{}");
  put(store.path() / ".hidden/1-b/results.json", "{}");
  put(store.path() / "echo/no-run/notes.txt", "");
  put(store.path() / "echo/results.json", "{}");
  fs::create_directory(store.path() / "echo/linked");
  fs::create_symlink("../1-a/results.json", store.path() / "echo/linked/results.json");
  fs::create_directories(store.path() / "echo/folder/results.json");
  CHECK(names_in(store.path()) == std::vector<std::string>{"1-a"});
  CHECK(stored_entries(store.path() / "nowhere").empty());
  CHECK(contains(store_index(store.path() / "nowhere", IndexLinks::files), "Nothing is stored"));
}

TEST_CASE(
    "store index: of a run are listed its regular files of known kinds, and its nodes' logs") {
  MadeStore store;
  const fs::path run = store.add_valid("1-a");
  for (const char* file : {"story.txt", "node-logs/n1.log", "G1c-0.svg", "trace.jsonl", "core",
                           ".hidden.txt", "other/x.txt", "run.exe"})
    put(run / file, "");
  fs::create_symlink("/etc/passwd", run / "passwd.txt");
  fs::create_symlink("/etc/passwd", run / "node-logs/passwd.log");
  CHECK(files_of(stored_entries(store.path()).front()) ==
        std::vector<std::string>{"story.txt", "results.json", "trace.jsonl", "G1c-0.svg",
                                 "node-logs/n1.log"});
  const std::string page = store_index(store.path(), IndexLinks::files);
  CHECK(contains(page, "<details><summary>2 more</summary>"));
}

TEST_CASE("store index: results that make no sense are unknown, and nothing fails") {
  MadeStore store;
  int number = 0;
  for (const char* results :
       {"", "no JSON", "[1, 2]", "{\"valid?\": {}}", "{\"valid?\": tru", "\xff\xfe",
        "{\"findings\": [[[]]], \"seed\": null}", "{\"evidence\": 1, \"valid?\": true}"})
    store.add("echo", fmt::format("{}-x", number++), results);
  const std::string page = store_index(store.path(), IndexLinks::files);
  CHECK(count(page, "<td class=\"verdict unknown\">unknown</td>") == 8);
}

TEST_CASE("store index: what was found is text, shortened, whatever it says") {
  MadeStore store;
  const std::string text =
      R"(<script>alert(1)</script>\u202e\"'& \u0007)" + std::string(5'000, 'x');
  store.add("we<b>ird", "1-<i>",
            fmt::format(R"({{"node": "<img src=x>", "seed": "<u>",
      "findings": [{{"text": "{}"}}]}})",
                        text));
  const std::string page = store_index(store.path(), IndexLinks::files);
  for (const char* markup : {"<script", "<img", "<b>", "<i>", "<u>", "\u202e", "\x07"})
    CHECK(!contains(page, markup));
  CHECK(contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩&quot;'&amp; ⟨U+0007⟩"));
  CHECK(!contains(page, std::string(200, 'x')));
  CHECK(contains(page, "default-src 'none'"));
}

TEST_CASE("store index: the first 500 are listed, and how many more there are") {
  MadeStore store;
  for (int i = 0; i < 503; ++i) store.add_valid(fmt::format("{}-a", i));
  const std::string page = store_index(store.path(), IndexLinks::files);
  CHECK(count(page, "<tr><td") == 500);
  CHECK(contains(page, "503 runs, the newest first; 3 more are not listed"));
  CHECK(contains(page, ">502-a<"));
  CHECK(!contains(page, ">2-a<"));
}

TEST_CASE("store index: many may write it at once, and all that was stored before is in it") {
  MadeStore store;
  for (int i = 0; i < 20; ++i) store.add_valid(fmt::format("{}-a", i));
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        put(store.path() / "echo" / fmt::format("thread-{}", t) / "results.json", "{}");
        write_store_index(store.path());
      });
    }
  }
  CHECK(count(contents(store.path() / "index.html"), "<tr><td") == 28);
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(store.path()))
    names.insert(entry.path().filename().string());
  CHECK(names == std::set<std::string>{"echo", "index.html"});
}

TEST_CASE("store index: where it cannot be written nothing happens") {
  MadeStore store;
  write_store_index(store.path() / "nowhere");
  fs::create_directories(store.path() / "index.html/taken");
  write_store_index(store.path());
  CHECK(fs::is_directory(store.path() / "index.html"));
  CHECK(std::distance(fs::directory_iterator(store.path()), {}) == 1);
}

TEST_CASE("first values: by their paths, in lists too, and no further than has to be read") {
  const MadeStore store;
  const fs::path file = store.path() / "values.json";
  const auto found = [&](const std::string& text, const std::vector<std::string>& paths) {
    put(file, text);
    return eddy::tools::first_values(file, paths, "/last");
  };
  using Values = eddy::tools::ValuesByPath;
  CHECK(found(R"({"a": {"b": [1, [2, -3.5], {"c": "x"}]}})", {"/a/b/0", "/a/b/1/1", "/a/b/2/c"}) ==
        Values{{"/a/b/0", "1"}, {"/a/b/1/1", "-3.5"}, {"/a/b/2/c", "x"}});
  CHECK(found(R"({"a": true, "b": null, "c": [], "d": 1})", {"/a", "/b", "/c", "/d"}) ==
        Values{{"/a", "true"}, {"/d", "1"}});
  // Behind what is last, and behind the last one that is wanted, may stand anything.
  CHECK(found(R"({"a": 1, "last": 2, "b": 3})", {"/a", "/b"}) == Values{{"/a", "1"}});
  CHECK(found(R"({"a": 1, "no JSON)", {"/a"}) == Values{{"/a", "1"}});
  const std::string far = std::string(2'000'000, ' ');
  CHECK(found(R"({"a": 1,)" + far + R"("b": 2})", {"/a", "/b"}) == Values{{"/a", "1"}});
  CHECK(found("{\"a\": \"" + std::string(100'000, 'x') + "\", \"b\": 2}", {"/a", "/b"})
            .at("/a")
            .size() < 1'000);
  CHECK(found(std::string(100'000, '['), {"/a"}).empty());
}

}  // namespace TEST_FILE
