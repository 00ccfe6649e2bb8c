#include "nodes/process/node_directory.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace eddy::nodes::process {
namespace {

std::filesystem::path make_temporary() {
  std::string name = std::filesystem::temp_directory_path() / "eddy-node-XXXXXX";
  if (::mkdtemp(name.data()) != nullptr) return name;
  throw std::filesystem::filesystem_error("cannot make a working directory", name,
                                          {errno, std::generic_category()});
}

}  // namespace

NodeDirectory::NodeDirectory(const std::filesystem::path& parent, const std::string& node) {
  if (parent.empty()) {
    temporary_ = make_temporary();
    path_ = temporary_ / node;
  } else {
    path_ = std::filesystem::absolute(parent) / node;
    std::filesystem::remove_all(path_);  // of another run
    input_ = path_;
    input_ += ".stdin";
  }
  std::filesystem::create_directories(path_);
  if (!input_.empty()) std::ofstream(input_, std::ios::trunc);
}

NodeDirectory::~NodeDirectory() {
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ignored);
}

std::unique_ptr<std::ostream> NodeDirectory::open_input() const {
  if (input_.empty()) return nullptr;
  auto stream = std::make_unique<std::ofstream>(input_, std::ios::app | std::ios::binary);
  if (*stream) return stream;
  throw std::filesystem::filesystem_error("cannot keep the input of a node", input_,
                                          {errno, std::generic_category()});
}

}  // namespace eddy::nodes::process
