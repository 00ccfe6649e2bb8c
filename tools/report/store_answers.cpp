#include "tools/report/store_answers.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <exception>
#include <optional>

#include "base/text.h"
#include "eddy/checkers/bad_input.h"
#include "tools/report/plain_text.h"
#include "tools/report/store_index.h"
#include "tools/report/stored_entries.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRunsPath = "/run/";
constexpr std::string_view kPlainType = "text/plain; charset=utf-8";
constexpr std::string_view kPageType = "text/html; charset=utf-8";
constexpr std::size_t kPolicyWithin = 4096;  // bytes of a page: its head names its script

Answer answer_of(unsigned status, std::string_view type, std::string_view policy,
                 std::string body) {
  Answer answer;
  answer.status = status;
  answer.headers = {{"Content-Type", std::string(type)},
                    {"Content-Security-Policy", fmt::format("{}; frame-ancestors 'none'", policy)},
                    {"X-Content-Type-Options", "nosniff"},
                    {"Cache-Control", "no-store"},
                    {"Referrer-Policy", "no-referrer"},
                    {"Cross-Origin-Resource-Policy", "same-origin"},
                    {"Cross-Origin-Opener-Policy", "same-origin"}};
  answer.body = std::move(body);
  return answer;
}

// For people, on one line.
Answer sentence(unsigned status, std::string_view text) {
  return answer_of(status, kPlainType, kIndexPolicy, plain_text(text) + '\n');
}

Answer not_found() { return sentence(404, "There is no such page: / lists what is stored"); }

// What a page with one script allows, which its own policy names by its hash; without one, what the
// list allows.
std::string policy_of_page(std::string_view page) {
  constexpr std::string_view kBefore = "script-src 'sha256-";
  constexpr std::size_t kHash = 44;  // characters
  page = page.substr(0, kPolicyWithin);
  const auto at = page.find(kBefore);
  const std::string_view hash = at == page.npos ? "" : page.substr(at + kBefore.size(), kHash);
  const bool is_hash = hash.size() == kHash && std::all_of(hash.begin(), hash.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
                       });
  const std::string script = is_hash ? fmt::format("; {}{}'", kBefore, hash) : "";
  return fmt::format("{}{}; img-src data:", kIndexPolicy, script);
}

// Opens what is in the folder itself, and no link. Each step of the way is held against that.
OpenFile open_in(int folder, const std::string& name, int kind) {
  return OpenFile(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind));
}

// `file` is one of files_of(entry).
OpenFile open_stored(const fs::path& store, const StoredEntry& entry, const std::string& file) {
  OpenFile folder(::open(store.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto slash = file.find('/');
  std::vector<std::string> folders = {entry.workload, entry.name};
  if (slash != file.npos) folders.push_back(file.substr(0, slash));
  for (const std::string& name : folders) {
    if (!folder.is_open()) return OpenFile();
    folder = open_in(folder.descriptor(), name, O_DIRECTORY);
  }
  if (!folder.is_open()) return OpenFile();
  // Nobody is waited for at the other end of a pipe.
  OpenFile opened =
      open_in(folder.descriptor(), slash == file.npos ? file : file.substr(slash + 1), O_NONBLOCK);
  struct stat status {};
  const bool is_regular =
      opened.is_open() && ::fstat(opened.descriptor(), &status) == 0 && S_ISREG(status.st_mode);
  return is_regular ? std::move(opened) : OpenFile();
}

// The first bytes, for the policy of a stored page.
std::string beginning_of(const OpenFile& file) {
  std::string text(kPolicyWithin, '\0');
  const ssize_t read = ::pread(file.descriptor(), text.data(), text.size(), 0);
  text.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
  return text;
}

}  // namespace

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string_view Answer::header(std::string_view name) const {
  for (const auto& [its_name, value] : headers) {
    if (its_name == name) return value;
  }
  return "";
}

Answer StoreAnswers::answer(const Request& request) const {
  if (request.host.empty()) return sentence(400, "The request has to name one host");
  if (!is_name_of_ours(request.host)) {
    return sentence(421, fmt::format("This is 127.0.0.1:{0} or localhost:{0}, and no other name: "
                                     "through a tunnel, keep the port: ssh -L {0}:127.0.0.1:{0} …",
                                     port_));
  }
  if (request.method != "GET" && request.method != "HEAD") {
    Answer answer = sentence(405, "Here one only reads: GET or HEAD");
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
  }
  try {
    const std::string_view target = request.target;
    return answer_path(target.substr(0, target.find('?')));
  } catch (const checkers::BadInput& bad) {
    return sentence(500, on_one_line(bad.what()));
  } catch (const std::exception& fault) {
    return sentence(500, fmt::format("A fault of ours: {}", fault.what()));
  }
}

bool StoreAnswers::is_name_of_ours(std::string_view host) const {
  constexpr std::uint16_t kUnsaid = 80;  // by HTTP
  for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
    if (boost::algorithm::iequals(host, fmt::format("{}:{}", name, port_))) return true;
    if (port_ == kUnsaid && boost::algorithm::iequals(host, name)) return true;
  }
  return false;
}

Answer StoreAnswers::answer_path(std::string_view path) const {
  if (path == "/" || path == "/index.html")
    return answer_of(200, kPageType, kIndexPolicy, store_index(store_, IndexLinks::served));
  if (!path.starts_with(kRunsPath)) return not_found();
  path.remove_prefix(kRunsPath.size());
  const auto behind_workload = path.find('/');
  if (behind_workload == path.npos) return not_found();
  const std::string_view workload = path.substr(0, behind_workload);
  path.remove_prefix(behind_workload + 1);
  const auto behind_name = path.find('/');
  if (behind_name != path.npos)
    return answer_stored(workload, path.substr(0, behind_name), path.substr(behind_name + 1));
  if (!find_stored(store_, workload, path)) return not_found();
  Answer answer = sentence(308, "The page of a run ends in a slash");
  // Both are names of what is stored: no others come this far.
  answer.headers.emplace_back("Location", fmt::format("{}{}/{}/", kRunsPath, workload, path));
  return answer;
}

Answer StoreAnswers::answer_stored(std::string_view workload, std::string_view name,
                                   std::string_view file) const {
  const std::optional<StoredEntry> entry = find_stored(store_, workload, name);
  if (!entry) return not_found();
  if (file.empty()) {
    if (entry->kind == StoredEntry::Kind::run) return answer_page(entry->folder);
    return sentence(404, "A sweep has no page of its own: / lists its files");
  }
  const std::vector<std::string> files = files_of(*entry);
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const std::string& each) { return url_name(each) == file; });
  if (found == files.end()) return not_found();
  OpenFile opened = open_stored(store_, *entry, *found);
  if (!opened.is_open()) return not_found();
  const std::string_view type = media_type(*found);
  Answer answer = answer_of(
      200, type,
      type == kPageType ? policy_of_page(beginning_of(opened)) : std::string(kIndexPolicy), "");
  answer.file = std::move(opened);
  return answer;
}

Answer StoreAnswers::answer_page(const fs::path& run) const {
  std::string page = page_(run);
  const std::string policy = policy_of_page(page);
  return answer_of(200, kPageType, policy, std::move(page));
}

}  // namespace eddy::tools
