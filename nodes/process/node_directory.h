// Where the process of a node works, for all lives of the node.
#pragma once

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

namespace eddy::nodes::process {

class NodeDirectory {
 public:
  // Makes `parent`/`node`, empty, and `parent`/`node`.stdin. Without a parent: a directory for
  // temporary files, which goes with this object.
  // Throws std::filesystem::filesystem_error.
  NodeDirectory(const std::filesystem::path& parent, const std::string& node);
  ~NodeDirectory();
  NodeDirectory(const NodeDirectory&) = delete;
  NodeDirectory& operator=(const NodeDirectory&) = delete;

  // Absolute.
  const std::filesystem::path& path() const { return path_; }
  // Appends to what the node was given in its earlier lives; null: there is no parent.
  std::unique_ptr<std::ostream> open_input() const;

 private:
  std::filesystem::path temporary_;  // empty: none
  std::filesystem::path path_;
  std::filesystem::path input_;  // empty: it is not kept
};

}  // namespace eddy::nodes::process
