#include "tools/manual.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <boost/locale/utf.hpp>
#include <utility>
#include <vector>

namespace eddy::tools {
namespace {

using Group = std::pair<std::string, std::vector<const OptionWords*>>;

// In the order of their first options. What stands in a place of its own belongs to all.
std::vector<Group> groups_of(const CommandWords& command) {
  std::vector<Group> groups;
  for (const OptionWords& option : command.options) {
    const std::string name = option.is_place() ? "" : option.group;
    const auto found = std::find_if(groups.begin(), groups.end(),
                                    [&name](const Group& group) { return group.first == name; });
    if (found == groups.end()) {
      groups.emplace_back(name, std::vector{&option});
    } else {
      found->second.push_back(&option);
    }
  }
  return groups;
}

// As troff takes it: a dash is one, a backslash too, and what is no ASCII is named by its number.
std::string troff(std::string_view text) {
  std::string out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const auto point = boost::locale::utf::utf_traits<char>::decode(at, end);
    if (point == '-') {
      out += "\\-";
    } else if (point == '\\') {
      out += "\\e";
    } else if (point < 0x80) {
      out += static_cast<char>(point);
    } else {
      out += fmt::format("\\[u{:04X}]", point);
    }
  }
  return out;
}

// A line that begins with a dot or a quote is a request.
std::string troff_line(std::string_view text) {
  const std::string line = troff(text);
  return line.starts_with('.') || line.starts_with('\'') ? "\\&" + line : line;
}

std::string troff_option(const OptionWords& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names)
    names.push_back(fmt::format("\\fB{}\\fR", troff(name)));
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (!option.metavar.empty()) text += fmt::format(" \\fI{}\\fR", troff(option.metavar));
  return fmt::format(".TP\n{}\n{}\n", text, troff_line(option.help));
}

// As it stands: tables and commands.
std::string troff_verbatim(const std::string& text) {
  std::string out = ".PP\n.nf\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    out += troff_line(rest.substr(0, end)) + '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out + ".fi\n";
}

std::string troff_command(const CommandWords& command) {
  std::string text = fmt::format(".SS {}\n{}.\n", troff(command.name), troff_line(command.help));
  for (const auto& [group, options] : groups_of(command)) {
    if (!group.empty()) text += fmt::format(".PP\n\\fI{}\\fR\n", troff(group));
    for (const OptionWords* option : options) text += troff_option(*option);
  }
  return text + troff_verbatim(boost::trim_copy(command.footer));
}

// A bar would end a cell of a table.
std::string cell(const std::string& text) { return boost::replace_all_copy(text, "|", "\\|"); }

std::string row_of(const OptionWords& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(fmt::format("`{}`", name));
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (!option.metavar.empty()) text += fmt::format(" `{}`", option.metavar);
  return fmt::format("| {} | {} |\n", cell(text), cell(option.help));
}

}  // namespace

void declare_manual_options(CLI::App& command, bool& in_markdown) {
  command.add_flag("--markdown", in_markdown, "Print them as tables in Markdown instead");
}

std::string manual_page(const CommandWords& words, const std::string& program,
                        const std::string& version) {
  std::string text = fmt::format(
      ".TH {} 1 \"\" \"Eddy {}\" \"User Commands\"\n"
      ".SH NAME\n{} \\- deterministic simulator of distributed systems\n"
      ".SH SYNOPSIS\n\\fB{}\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]...\n"
      ".SH DESCRIPTION\n{}\n",
      troff(boost::to_upper_copy(program)), troff(version), troff(program), troff(program),
      troff_line(words.help));
  for (const OptionWords& option : words.options) text += troff_option(option);
  text += troff_verbatim(boost::trim_copy(words.footer)) + ".SH COMMANDS\n";
  for (const CommandWords& command : words.subcommands) text += troff_command(command);
  return text;
}

std::string options_page(const CommandWords& words, const std::string& program) {
  std::string text = fmt::format(
      "# Options\n\n"
      "`{0} manual --markdown` prints this page, `{0} help COMMAND` a part of it with examples.\n",
      program);
  for (const CommandWords& command : words.subcommands) {
    text += fmt::format("\n## {} {}\n\n{}.\n", program, command.name, command.help);
    for (const auto& [group, options] : groups_of(command)) {
      const bool is_titled = !group.empty() && group != "Options";
      if (is_titled) text += fmt::format("\n### {}\n", group);
      text += "\n| option | what |\n|---|---|\n";
      for (const OptionWords* option : options) text += row_of(*option);
    }
  }
  return text;
}

}  // namespace eddy::tools
