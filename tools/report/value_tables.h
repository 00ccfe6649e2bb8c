// The values of a run, each stored once, for its page: texts; lists, of which one that grows is told
// by its difference to the one before it; and bodies, by their shape.
//
// * A shape says how a body is put together: {"key":"i","list":"l"}. Its numbers, texts and lists
//   stand in columns of the shape, one for each leaf: numbers as differences to the one before.
// * Leaves: "i" an integer, "s" a text, "l" a list, "j" anything else as JSON.
// * What repeats the body that it answers, or the time, costs next to nothing.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "eddy/sim/body.h"
#include "tools/report/columns.h"

namespace eddy::tools {

// Integers beyond that are told as JSON.
inline constexpr std::int64_t kMostInteger = std::int64_t{1} << 48U;

// UTF-8, or what is none is replaced.
class StringTable {
 public:
  explicit StringTable(Columns& columns)
      : lengths_(columns.add("strings.length")), bytes_(columns.add("strings")) {}

  std::uint64_t add(std::string_view text);

 private:
  Column& lengths_;
  Column& bytes_;
  std::unordered_map<std::string, std::uint64_t> known_;
};

class ListTable {
 public:
  ListTable(Columns& columns, StringTable& strings)
      : strings_(strings),
        bases_(columns.add("list.base")),
        edit_counts_(columns.add("list.edits")),
        edits_(columns.add("list.edit")) {}

  // Whose list it is: lists of one owner are told by their differences.
  using Owner = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>;

  std::uint64_t add(const boost::json::array& list, const Owner& owner);
  std::uint64_t count() const { return count_; }

 private:
  using Tokens = std::vector<std::uint64_t>;
  struct Edit {
    std::size_t kept;
    std::size_t removed;
    std::size_t first;  // of what is put in, among the tokens
    std::size_t count;
  };
  struct Last {
    std::uint64_t id;
    Tokens tokens;
  };
  static std::vector<Edit> edits_between(const Tokens& from, const Tokens& to);
  Tokens tokens_of(const boost::json::array& list);
  void write(std::uint64_t base, const std::vector<Edit>& edits, const Tokens& tokens);

  StringTable& strings_;
  Column& bases_;
  Column& edit_counts_;
  Column& edits_;
  std::uint64_t count_ = 0;
  boost::unordered_flat_map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> known_;
  std::map<Owner, Last> last_;
};

// A value reference, as operations have them: see value_tables.cpp.
std::uint64_t reference_to(const boost::json::value& value, StringTable& strings, ListTable& lists,
                           const ListTable::Owner& owner);

class BodyTable {
 public:
  BodyTable(Columns& columns, StringTable& strings, ListTable& lists)
      : columns_(columns),
        strings_(strings),
        lists_(lists),
        types_(columns.add("body.type")),
        shapes_(columns.add("body.shape")) {}

  // Where it comes from: much of what nodes say repeats what they were told, or is the time.
  struct Context {
    std::uint64_t owner = 0;               // who says it
    std::optional<std::uint64_t> answers;  // the body of the message in whose handling it is said
    std::int64_t time = 0;                 // ns, as the page has it
  };
  struct Place {
    std::uint64_t number;
    std::uint64_t code;  // 0: it is new; k: it is the one k before the next new one
  };
  Place add(const sim::BodyPtr& body, const Context& context);
  Place add_state(const boost::json::value& state, const Context& context);

  const std::vector<std::string>& types() const { return type_names_; }
  boost::json::array shapes() const;

 private:
  struct Leaf {
    char kind;
    const boost::json::value* value;
  };
  Place place_of(std::uint64_t key);
  void add_new(std::string_view type, const boost::json::value& fields, const Context& context);
  // Codes of leaves: see value_tables.cpp.
  void add_integer(Column& column, std::int64_t value, const Context& context);
  void add_list(Column& column, const boost::json::array& list, std::uint64_t leaf,
                const Context& context);
  void describe(const boost::json::value& value, std::string& shape, std::vector<Leaf>& leaves,
                int depth) const;
  std::uint64_t type_number(std::string_view type);

  Columns& columns_;
  StringTable& strings_;
  ListTable& lists_;
  Column& types_;
  Column& shapes_;
  std::uint64_t count_ = 0;
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> known_;  // by type and content
  std::vector<std::string> type_names_;
  std::unordered_map<std::string, std::uint64_t> type_numbers_;
  std::vector<std::string> shape_texts_;
  std::unordered_map<std::string, std::uint64_t> shape_numbers_;
  std::vector<std::vector<Column*>> leaves_;  // of each shape
  // The first ones of each body.
  std::vector<std::optional<std::int64_t>> first_integers_;
  std::vector<std::optional<std::uint64_t>> first_lists_;
};

}  // namespace eddy::tools
