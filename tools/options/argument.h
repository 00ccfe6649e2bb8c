// What an option takes, as data, and how it is read and written.
//
//   whole({1, 100}, [](auto& request) -> auto& { return request.options.run.node_count; })
//
// is an option whose argument is a whole number from 1 to 100 and goes into that field of a
// TestRequest. A field that is a std::optional has no argument while it is empty.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "eddy/base/named_enum.h"
#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"
#include "tools/test_request.h"

namespace eddy::tools {

struct NoArgument {};  // of a flag
struct WholeNumber {
  WholeRange range;
};
struct RealNumber {
  Range range;
};
struct TimeSpan {
  PlainUnit unit = PlainUnit::seconds;
  Range range;
};
struct ProbabilityOrPercent {};
struct ClientCount {};           // "4" or "4n"
struct AvailabilityGoalText {};  // "total" or a fraction
struct Criterion {};             // on a figure
struct FaultMoment {};           // "kill before send vote #3"
struct FreeText {};
struct File {};
struct Directory {};
struct OneName {
  std::vector<std::string> names;
};
struct NameList {
  std::vector<std::string> names;
};

using ArgumentForm =
    std::variant<NoArgument, WholeNumber, RealNumber, TimeSpan, ProbabilityOrPercent, ClientCount,
                 AvailabilityGoalText, Criterion, FaultMoment, FreeText, File, Directory, OneName,
                 NameList>;

struct Argument {
  ArgumentForm form;
  // Reads an argument of the option of that name, "--rate". Throws checkers::BadInput.
  std::function<void(TestRequest& request, std::string_view option, const std::string& text)> parse;
  // The arguments that parse() reads as what the request holds; none: it holds nothing. Of a flag
  // that is set, one that is empty.
  std::function<std::vector<std::string>(const TestRequest& request)> print;
};

// The names of all values of a described enumeration.
template <class E>
std::vector<std::string> all_names_of() {
  std::vector<std::string> names;
  for (const E value : kValuesOf<E>) names.emplace_back(name_of(value));
  return names;
}

namespace detail {

template <class T>
std::vector<std::string> printed(const T& value, const auto& to_text) {
  return {to_text(value)};
}
template <class T>
std::vector<std::string> printed(const std::optional<T>& value, const auto& to_text) {
  if (!value) return {};
  return {to_text(*value)};
}

// `read(option, text)` gives what `field` holds, `to_text(value)` what it was read from.
template <class Field, class Read, class ToText>
Argument argument(ArgumentForm form, Field field, Read read, ToText to_text) {
  return {
      std::move(form),
      [field, read](TestRequest& request, std::string_view option, const std::string& text) {
        field(request) = read(option, text);
      },
      [field, to_text](const TestRequest& request) { return printed(field(request), to_text); }};
}

}  // namespace detail

// What any option looks like that its argument is put in place of as it is.
inline constexpr auto kAsItIs = [](const auto& value) { return fmt::format("{}", value); };

template <class Field>
Argument flag(Field field) {
  return {NoArgument{},
          [field](TestRequest& request, std::string_view, const std::string&) {
            field(request) = true;
          },
          [field](const TestRequest& request) {
            return std::vector<std::string>(field(request) ? 1 : 0);
          }};
}

template <class Field>
Argument whole(WholeRange range, Field field) {
  return detail::argument(
      WholeNumber{range}, field,
      [range](std::string_view option, const std::string& text) {
        return parse_whole(option, text, range);
      },
      kAsItIs);
}

template <class Field>
Argument real(Range range, Field field) {
  return detail::argument(
      RealNumber{range}, field,
      [range](std::string_view option, const std::string& text) {
        return parse_real(option, text, range);
      },
      kAsItIs);
}

template <class Field>
Argument time_span(PlainUnit unit, Range range, Field field) {
  return detail::argument(
      TimeSpan{unit, range}, field,
      [unit, range](std::string_view option, const std::string& text) {
        return parse_duration(option, text, unit, range);
      },
      [unit](sim::Duration duration) { return to_argument(duration, unit); });
}

template <class Field>
Argument probability(Field field) {
  return detail::argument(ProbabilityOrPercent{}, field, &parse_probability,
                          [](sim::Probability value) { return to_argument(value); });
}

// Any text; `form` says what of.
template <class Field>
Argument text(ArgumentForm form, Field field) {
  return detail::argument(
      std::move(form), field, [](std::string_view, const std::string& given) { return given; },
      kAsItIs);
}

// A value with a name. `parse` gives the value of a name, or nothing; `what` says in the refusal of
// an unknown name what it should have been: "topology".
template <class Parse, class ToName, class Field>
Argument one_name(std::string what, std::vector<std::string> names, Parse parse, ToName to_name,
                  Field field) {
  return detail::argument(
      OneName{names}, field,
      [what = std::move(what), names, parse](std::string_view, const std::string& given) {
        const auto value = parse(given);
        if (!value) throw checkers::BadInput(unknown_name(what, given, names));
        return *value;
      },
      [to_name](const auto& value) { return std::string(to_name(value)); });
}

}  // namespace eddy::tools
