// An echo that does as little as a node can: a loop of read and write, and no parser. It takes messages
// as Eddy writes them.
#include <unistd.h>

#include <string>
#include <string_view>

namespace {

// What stands between `before` and the next of `ends`.
std::string_view after(std::string_view line, std::string_view before, std::string_view ends) {
  const std::size_t begin = line.find(before) + before.size();
  return line.substr(begin, line.find_first_of(ends, begin) - begin);
}

std::string reply(std::string_view line) {
  std::string text(R"({"src":")");
  text.append(after(line, R"("dest":")", "\"")).append(R"(","dest":")");
  text.append(after(line, R"("src":")", "\"")).append(R"(","body":{"type":")");
  text.append(after(line, R"("type":")", "\"")).append(R"(_ok","in_reply_to":)");
  text.append(after(line, R"("msg_id":)", ",}"));
  if (line.find(R"("echo":")") != std::string_view::npos)
    text.append(R"(,"echo":")").append(after(line, R"("echo":")", "\"")).append("\"");
  return text.append("}}\n");
}

}  // namespace

int main() {
  std::string input;
  char part[65536];
  for (ssize_t length = 0; (length = read(0, part, sizeof part)) > 0;) {
    input.append(part, static_cast<std::size_t>(length));
    std::string output;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = input.find('\n', begin)) != std::string::npos; begin = end + 1)
      output += reply(std::string_view(input).substr(begin, end - begin));
    input.erase(0, begin);
    if (write(1, output.data(), output.size()) < 0) return 1;
  }
  return 0;
}
