#include "tools/sweep/sweep_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"
#include "tools/results_json.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
using checkers::BadInput;

constexpr const char* kHeadFile = "sweep.json";
constexpr std::string_view kLatest = "latest-sweep";

std::string message_of(int error) { return std::generic_category().message(error); }

[[noreturn]] void refuse_to_write(const fs::path& path, const std::string& why) {
  throw BadInput(fmt::format("cannot write the sweep to {}: {}", path.string(), why));
}

// Whoever writes it into the place of the old one finds either the old or the new one there.
void write_file(const fs::path& file, const std::string& text) {
  const fs::path fresh = file.string() + ".new";
  std::ofstream out(fresh, std::ios::binary);
  out << text;
  out.close();
  std::error_code error;
  if (!out) {
    const int why = errno;
    fs::remove(fresh, error);
    refuse_to_write(file, message_of(why));
  }
  fs::rename(fresh, file, error);
  if (error) refuse_to_write(file, error.message());
}

// A hidden folder beside it whose name nobody else takes, on whatever machine.
fs::path make_unfinished(const fs::path& directory) {
  std::string pattern = directory / ".unfinished-sweep-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) refuse_to_write(directory, message_of(errno));
  std::error_code ignored;
  // mkdtemp keeps others out; results are for whoever may read what is beside them.
  fs::permissions(pattern, fs::status(directory, ignored).permissions(), ignored);
  return pattern;
}

// A folder that is there is not replaced, empty or not.
bool give_name(const fs::path& unfinished, const fs::path& place) {
  if (::renameat2(AT_FDCWD, unfinished.c_str(), AT_FDCWD, place.c_str(), RENAME_NOREPLACE) == 0)
    return true;
  if (errno == EEXIST) return false;
  // A file system that does not know the flag; rename() replaces empty folders alone.
  if (errno != EINVAL) refuse_to_write(place, message_of(errno));
  std::error_code error;
  if (fs::exists(place, error)) return false;
  fs::rename(unfinished, place, error);
  if (error == std::errc::directory_not_empty || error == std::errc::file_exists) return false;
  if (error) refuse_to_write(place, error.message());
  return true;
}

class Unfinished {
 public:
  Unfinished(const fs::path& directory, const boost::json::object& head)
      : path_(make_unfinished(directory)) {
    try {
      write_file(path_ / kHeadFile, pretty(head));
      write_file(SweepFolder(path_).lines(), "");
    } catch (...) {
      remove();
      throw;
    }
  }
  ~Unfinished() { remove(); }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  bool becomes(const fs::path& place) const { return give_name(path_, place); }

 private:
  void remove() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path path_;
};

// In one step, and whoever else does the same at the same time is not in the way.
void point_link(const fs::path& link, const fs::path& target) {
  const fs::path room = make_unfinished(link.parent_path());
  std::error_code error;
  fs::create_symlink(target, room / kLatest, error);
  if (!error) fs::rename(room / kLatest, link, error);
  std::error_code ignored;
  fs::remove_all(room, ignored);
  if (error) refuse_to_write(link, error.message());
}

}  // namespace

std::string sweep_folder_name(const std::string& name, const Shard& shard) {
  if (shard.count == 1) return "sweep-" + name;
  return fmt::format("sweep-{}-shard-{}-of-{}", name, shard.index, shard.count);
}

std::optional<SweepFolder> SweepFolder::make(const fs::path& place,
                                             const boost::json::object& head) {
  const fs::path directory = place.has_parent_path() ? place.parent_path() : fs::path(".");
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) refuse_to_write(directory, error.message());
  if (!Unfinished(directory, head).becomes(place)) return std::nullopt;
  return SweepFolder(place);
}

SweepFolder SweepFolder::make_numbered(const fs::path& directory, const Shard& shard,
                                       const boost::json::object& head) {
  const Unfinished unfinished(directory, head);
  for (std::uint64_t number = 1;; ++number) {
    const fs::path place = directory / sweep_folder_name(std::to_string(number), shard);
    if (unfinished.becomes(place)) return SweepFolder(place);
  }
}

boost::json::object SweepFolder::head() const {
  const fs::path file = path_ / kHeadFile;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw BadInput(fmt::format("{} holds no sweep: expected {} in it, such as in {}",
                               path_.string(), kHeadFile, "store/latest-sweep"));
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(text, error);
  if (error || !value.is_object())
    throw BadInput(fmt::format("{}: expected a JSON object", file.string()));
  return std::move(value.get_object());
}

void SweepFolder::replace_head(const boost::json::object& head) const {
  write_file(path_ / kHeadFile, pretty(head));
}

fs::path folder_at(const std::string& place) {
  constexpr int kMostLinks = 40;
  fs::path path = place;
  std::error_code error;
  for (int i = 0; i < kMostLinks; ++i) {
    path = path.lexically_normal();
    if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
    const fs::path target = fs::read_symlink(path, error);
    if (error) break;  // it is none
    path = path.parent_path() / target;
  }
  return path;
}

void point_to_sweep(const fs::path& store, const std::string& workload, const SweepFolder& folder) {
  const fs::path of_workload = store / workload;
  std::error_code error;
  if (!fs::equivalent(of_workload, fs::absolute(folder.path()).parent_path(), error)) return;
  point_link(of_workload / kLatest, folder.path().filename());
  point_link(store / kLatest, fs::path(workload) / folder.path().filename());
}

std::uintmax_t read_whole_lines(const fs::path& file,
                                const std::function<void(std::string_view line)>& each) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw BadInput(fmt::format("cannot read {}: {}", file.string(), message_of(errno)));
  std::uintmax_t size = 0;
  for (std::string line; std::getline(in, line) && !in.eof();) {
    each(line);
    size += line.size() + 1;
  }
  if (in.bad()) throw BadInput(fmt::format("cannot read {}: {}", file.string(), message_of(errno)));
  return size;
}

LineFile::LineFile(fs::path path) : path_(std::move(path)) {
  constexpr mode_t kMode = 0666;
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
  if (file_ < 0) refuse_to_write(path_, message_of(errno));
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::close(file_);
    throw BadInput(
        fmt::format("another eddy is at work on {}: wait for its end, or begin another "
                    "sweep",
                    path_.string()));
  }
  std::error_code error;
  size_ = fs::file_size(path_, error);
}

LineFile::~LineFile() { leave_open(); }

void LineFile::leave_open() {
  if (file_ >= 0) ::close(std::exchange(file_, -1));
}

void LineFile::refuse(int error) const {
  refuse_to_write(path_, message_of(error) +
                             "; its lines are whole: make room, and go on with --resume " +
                             shell_quoted(path_.parent_path().string()));
}

void LineFile::truncate(std::uintmax_t size) {
  if (::ftruncate(file_, static_cast<off_t>(size)) != 0) refuse(errno);
  size_ = size;
}

void LineFile::append(std::string_view lines) {
  std::size_t done = 0;
  while (done < lines.size()) {
    const ssize_t written =
        ::pwrite(file_, lines.data() + done, lines.size() - done, static_cast<off_t>(size_ + done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const int error = written < 0 ? errno : ENOSPC;
      const auto end = lines.substr(0, done).rfind('\n');
      truncate(size_ + (end == lines.npos ? 0 : end + 1));
      refuse(error);
    }
    done += static_cast<std::size_t>(written);
  }
  size_ += done;
}

}  // namespace eddy::tools
