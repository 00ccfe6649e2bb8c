#include "tools/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/algorithm/string/replace.hpp>

#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"

namespace eddy::tools {
namespace {

using Kind = ArgumentWords::Kind;

// Of letters, digits and underscores, as a shell takes it for the name of a function.
std::string function_of(const std::string& program) {
  std::string name = "_";
  for (const char c : program) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += is_plain ? c : '_';
  }
  return name;
}

std::string in_quotes(const std::string& text) {
  return "'" + boost::replace_all_copy(text, "'", "'\\''") + "'";
}

std::string in_quotes(const std::vector<std::string>& words) {
  return in_quotes(fmt::format("{}", fmt::join(words, " ")));
}

// "test:-w | test:--workload".
std::string bash_pattern(const CommandWords& command, const OptionWords& option) {
  std::vector<std::string> patterns;
  for (const std::string& name : option.names)
    patterns.push_back(fmt::format("{}:{}", command.name, name));
  return fmt::format("{}", fmt::join(patterns, " | "));
}

std::string bash_action(const ArgumentWords& argument) {
  switch (argument.kind) {
    case Kind::name:
      return "words=" + in_quotes(argument.names);
    case Kind::list:
      return "list=" + in_quotes(argument.names);
    case Kind::file:
      return "files=-f";
    case Kind::directory:
      return "files=-d";
    case Kind::none:
    case Kind::free:
      return "return";
  }
  return "";
}

// What may stand where no option waits for its argument.
std::string bash_places(const CommandWords& command) {
  std::vector<std::string> words;
  std::string actions;
  for (const CommandWords& sub : command.subcommands) words.push_back(sub.name);
  for (const OptionWords& option : command.options) {
    if (option.is_place()) {
      if (option.argument.kind == Kind::name)
        words.insert(words.end(), option.argument.names.begin(), option.argument.names.end());
      if (option.argument.kind == Kind::file) actions = "; files=-f";
      if (option.argument.kind == Kind::directory) actions = "; files=-d";
    } else {
      words.insert(words.end(), option.names.begin(), option.names.end());
    }
  }
  return "words=" + in_quotes(words) + actions;
}

// {0}: the program, {1}: its function, {2}: its subcommands, {3}: arguments of options, {4}: words
// in places of their own.
constexpr const char* kBash = R"(# Completion of {0} for bash, as `{0} completion bash` prints it.
{1}() {{
  local command= words= list= files= i
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
  COMPREPLY=()
  # bash takes --option=argument for three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${{COMP_WORDS[i]}} in
      {2})
        command=${{COMP_WORDS[i]}}
        break
        ;;
    esac
  done
  case $command:$before in
{3}    *)
      case $command in
{4}      esac
      ;;
  esac
  if [[ -n $list ]]; then
    local begun=${{word%"${{word##*,}}"}}
    mapfile -t COMPREPLY < <(compgen -P "$begun" -W "$list" -- "${{word##*,}}")
    return
  fi
  mapfile -t COMPREPLY < <(
    [[ -n $words && ( -z $files || $word == -* ) ]] && compgen -W "$words" -- "$word"
    [[ -n $files && $word != -* ]] && compgen "$files" -- "$word"
  )
  [[ -n $files && $word != -* ]] && compopt -o filenames 2>/dev/null
  return 0
}}
complete -F {1} {0}
)";

std::string bash_script(const CommandWords& program, const std::string& name) {
  std::vector<std::string> subcommands;
  std::string arguments;
  std::string places = fmt::format("        '') {} ;;\n", bash_places(program));
  for (const CommandWords& command : program.subcommands) {
    subcommands.push_back(command.name);
    places += fmt::format("        {}) {} ;;\n", command.name, bash_places(command));
    for (const OptionWords& option : command.options) {
      if (option.is_place() || option.metavar.empty()) continue;
      arguments += fmt::format("    {}) {} ;;\n", bash_pattern(command, option),
                               bash_action(option.argument));
    }
  }
  return fmt::format(kBash, name, function_of(name), fmt::join(subcommands, " | "), arguments,
                     places);
}

// As _arguments takes it: a colon ends a description, brackets enclose it.
std::string zsh_text(std::string text) {
  for (const char* c : {"\\", ":", "[", "]"}) boost::replace_all(text, c, std::string("\\") + c);
  return text;
}

std::string zsh_action(const ArgumentWords& argument) {
  switch (argument.kind) {
    case Kind::name:
      return fmt::format("({})", fmt::join(argument.names, " "));
    case Kind::list:
      return fmt::format("_values -s , part {}", fmt::join(argument.names, " "));
    case Kind::file:
      return "_files";
    case Kind::directory:
      return "_files -/";
    case Kind::none:
    case Kind::free:
      return " ";
  }
  return "";
}

std::vector<std::string> zsh_specs(const CommandWords& command) {
  std::vector<std::string> specs;
  for (const OptionWords& option : command.options) {
    if (option.is_place()) {
      specs.push_back(
          in_quotes(fmt::format("{}:{}:{}", option.is_repeated ? "*" : ":",
                                zsh_text(option.names.front()), zsh_action(option.argument))));
      continue;
    }
    for (const std::string& name : option.names) {
      const bool by_sign = name.starts_with("--") && !option.metavar.empty();
      std::string spec = fmt::format("*{}{}[{}]", name, by_sign ? "=" : "", zsh_text(option.help));
      if (!option.metavar.empty())
        spec += fmt::format(":{}:{}", zsh_text(option.metavar), zsh_action(option.argument));
      specs.push_back(in_quotes(spec));
    }
  }
  return specs;
}

// {0}: the program, {1}: its function, {2}: its options, {3}: its subcommands, {4}: their options.
constexpr const char* kZsh = R"(#compdef {0}
# Completion of {0} for zsh, as `{0} completion zsh` prints it.
{1}() {{
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \
    {2} \
    '1:command:->command' \
    '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
{3}      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
{4}      esac
      ;;
  esac
}}
if [[ $funcstack[1] == {1} ]]; then
  {1} "$@"
else
  compdef {1} {0}
fi
)";

std::string zsh_script(const CommandWords& program, const std::string& name) {
  std::string commands;
  std::string arguments;
  constexpr const char* kNextLine = " \\\n            ";
  for (const CommandWords& command : program.subcommands) {
    commands += fmt::format("        {}\n",
                            in_quotes(fmt::format("{}:{}", command.name, zsh_text(command.help))));
    arguments += fmt::format("        {})\n          _arguments{}{}\n          ;;\n", command.name,
                             kNextLine, fmt::join(zsh_specs(command), kNextLine));
  }
  return fmt::format(kZsh, name, function_of(name), fmt::join(zsh_specs(program), " \\\n    "),
                     commands, arguments);
}

}  // namespace

void declare_completion_options(CLI::App& command, std::string& shell) {
  command
      .add_option_function<std::string>(
          "SHELL",
          [&shell](const std::string& text) {
            const auto known = shells();
            if (std::find(known.begin(), known.end(), text) == known.end())
              throw checkers::BadInput(unknown_name("shell", text, known));
            shell = text;
          },
          "bash or zsh")
      ->option_text(" ");
}

std::vector<std::string> shells() { return {"bash", "zsh"}; }

std::string completion_of(const CommandWords& words, const std::string& program,
                          const std::string& shell) {
  if (shell.empty())
    throw checkers::BadInput(
        fmt::format("which shell? completion takes {}", fmt::join(shells(), " or ")));
  return shell == "bash" ? bash_script(words, program) : zsh_script(words, program);
}

}  // namespace eddy::tools
