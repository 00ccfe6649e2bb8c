#include "tools/report/value_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>

#include "eddy/sim/codec.h"
#include "eddy/sim/hash.h"
#include "eddy/sim/message.h"
#include "tools/report/valid_text.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostShapes = 3'000;
constexpr std::size_t kMostFields = 40;
constexpr int kDeepest = 6;
constexpr std::uint64_t kMostLeaves = 1U << 20U;  // of a body, to tell owners apart

std::optional<std::int64_t> integer_in(const json::value& value) {
  std::int64_t integer = 0;
  if (value.is_int64()) {
    integer = value.get_int64();
  } else if (value.is_uint64() && value.get_uint64() < kMostInteger) {
    integer = static_cast<std::int64_t>(value.get_uint64());
  } else {
    return std::nullopt;
  }
  if (integer >= kMostInteger || integer <= -kMostInteger) return std::nullopt;
  return integer;
}

// A script puts such keys of an object before all others.
bool is_index(std::string_view key) {
  return !key.empty() &&
         std::all_of(key.begin(), key.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
}

bool has_shape(const json::object& object) {
  return object.size() <= kMostFields &&
         std::none_of(object.begin(), object.end(), [](const auto& field) {
           return is_index(field.key()) || valid_text(field.key()) != field.key();
         });
}

// Of list tokens.
bool rises(const std::vector<std::uint64_t>& tokens, std::size_t first, std::size_t end) {
  for (std::size_t i = first; i < end; ++i) {
    const bool is_integer = tokens[i] % 2 == 0;
    if (!is_integer || (i > first && tokens[i] <= tokens[i - 1])) return false;
  }
  return true;
}

}  // namespace

std::uint64_t StringTable::add(std::string_view text) {
  std::string valid = valid_text(text);
  const auto [known, is_new] = known_.try_emplace(std::move(valid), known_.size());
  if (is_new) {
    lengths_.add(known->first.size());
    bytes_.add_bytes(known->first);
  }
  return known->second;
}

ListTable::Tokens ListTable::tokens_of(const json::array& list) {
  Tokens tokens;
  tokens.reserve(list.size());
  for (const json::value& item : list) {
    if (const auto integer = integer_in(item)) {
      tokens.push_back(zigzag(*integer) * 2);
    } else {
      tokens.push_back(strings_.add(json::serialize(item)) * 2 + 1);
    }
  }
  return tokens;
}

// What stands at both ends of both is kept; of rising numbers in between, also what is in both.
std::vector<ListTable::Edit> ListTable::edits_between(const Tokens& from, const Tokens& to) {
  const std::size_t shorter = std::min(from.size(), to.size());
  std::size_t front = 0;
  while (front < shorter && from[front] == to[front]) ++front;
  std::size_t back = 0;
  while (back < shorter - front && from[from.size() - 1 - back] == to[to.size() - 1 - back]) ++back;
  const std::size_t from_end = from.size() - back;
  const std::size_t to_end = to.size() - back;
  if (front == from_end && front == to_end) return {};
  if (!rises(from, front, from_end) || !rises(to, front, to_end))
    return {{front, from_end - front, front, to_end - front}};
  std::vector<Edit> edits;
  std::size_t i = front;
  std::size_t j = front;
  std::size_t kept_to = 0;  // in `from`
  while (i < from_end || j < to_end) {
    if (i < from_end && j < to_end && from[i] == to[j]) {
      ++i;
      ++j;
      continue;
    }
    Edit edit{i - kept_to, 0, j, 0};
    for (bool goes_on = true; goes_on;) {
      goes_on = false;
      for (; i < from_end && (j == to_end || from[i] < to[j]); ++i, goes_on = true) ++edit.removed;
      for (; j < to_end && (i == from_end || to[j] < from[i]); ++j, goes_on = true) ++edit.count;
    }
    kept_to = i;
    edits.push_back(edit);
  }
  return edits;
}

void ListTable::write(std::uint64_t base, const std::vector<Edit>& edits, const Tokens& tokens) {
  bases_.add(base);
  edit_counts_.add(edits.size());
  std::int64_t last = 0;
  for (const Edit& edit : edits) {
    edits_.add(edit.kept);
    edits_.add(edit.removed);
    edits_.add(edit.count);
    for (std::size_t i = edit.first; i < edit.first + edit.count; ++i) {
      const auto token = static_cast<std::int64_t>(tokens[i]);
      edits_.add(zigzag(token - last));
      last = token;
    }
  }
}

std::uint64_t ListTable::add(const json::array& list, const Owner& owner) {
  Tokens tokens = tokens_of(list);
  std::pair<std::uint64_t, std::uint64_t> key{tokens.size(), ~tokens.size()};
  for (const std::uint64_t token : tokens)
    key = {sim::mix(key.first, token), sim::mix(key.second, ~token)};
  const auto [known, is_new] = known_.try_emplace(key, count_);
  const std::uint64_t id = known->second;
  if (is_new) {
    ++count_;
    const auto last = last_.find(owner);
    const std::vector<Edit> whole{{0, 0, 0, tokens.size()}};
    if (last == last_.end()) {
      write(0, whole, tokens);
    } else {
      const std::vector<Edit> edits = edits_between(last->second.tokens, tokens);
      std::size_t put_in = 0;
      for (const Edit& edit : edits) put_in += edit.count + 3;
      const bool is_shorter = put_in < tokens.size() + 3;
      write(is_shorter ? id - last->second.id : 0, is_shorter ? edits : whole, tokens);
    }
  }
  last_.insert_or_assign(owner, Last{id, std::move(tokens)});
  return id;
}

// A reference v: v % 4 says what it is, v / 4 which: 0 an integer, 1 JSON as a text, 2 a list,
// 3 nothing.
std::uint64_t reference_to(const json::value& value, StringTable& strings, ListTable& lists,
                           const ListTable::Owner& owner) {
  if (value.is_null()) return 3;
  if (const auto integer = integer_in(value)) return zigzag(*integer) * 4;
  if (const auto* list = value.if_array()) return lists.add(*list, owner) * 4 + 2;
  return strings.add(json::serialize(value)) * 4 + 1;
}

std::uint64_t BodyTable::type_number(std::string_view type) {
  const auto [known, is_new] = type_numbers_.try_emplace(valid_text(type), type_names_.size());
  if (is_new) type_names_.push_back(known->first);
  return known->second;
}

BodyTable::Place BodyTable::place_of(std::uint64_t key) {
  const auto [known, is_new] = known_.try_emplace(key, count_);
  return {known->second, is_new ? 0 : count_ - known->second};
}

BodyTable::Place BodyTable::add(const sim::BodyPtr& body, const Context& context) {
  const std::uint64_t type = type_number(body->type().name);
  const Place place = place_of(sim::mix(body->hash(), type));
  if (place.code != 0) return place;
  json::object fields = to_json(*body);
  fields.stable_erase("type");
  add_new(body->type().name, fields, context);
  return place;
}

BodyTable::Place BodyTable::add_state(const json::value& state, const Context& context) {
  constexpr std::string_view kState = "state";
  const Place place = place_of(sim::mix(sim::codec::spread_hash(state), ~context.owner));
  if (place.code == 0) add_new(kState, state, context);
  return place;
}

// 0: the first integer of the body that it answers; else 1 + 2 z, z being the difference to the
// integer before in this column, or 2 + 2 z, z being that to the time: the smaller one.
void BodyTable::add_integer(Column& column, std::int64_t value, const Context& context) {
  const auto& told = context.answers ? first_integers_[*context.answers] : std::nullopt;
  if (told == value) {
    column.add(0);
    column.note(value);
    return;
  }
  const std::uint64_t rise = zigzag(value - column.noted());
  const std::uint64_t lateness = zigzag(value - context.time);
  column.add(lateness < rise ? 2 + 2 * lateness : 1 + 2 * rise);
  column.note(value);
}

// 0: the first list of the body that it answers; 1: a new one; 1 + k: the one k before the next new
// one.
void BodyTable::add_list(Column& column, const json::array& list, std::uint64_t leaf,
                         const Context& context) {
  const std::uint64_t before = lists_.count();
  const std::uint64_t id = lists_.add(list, {context.owner, leaf, 0});
  if (!first_lists_.back()) first_lists_.back() = id;
  const auto& told = context.answers ? first_lists_[*context.answers] : std::nullopt;
  column.add(told == id ? 0 : 1 + before - id);
}

void BodyTable::describe(const json::value& value, std::string& shape, std::vector<Leaf>& leaves,
                         int depth) const {
  const auto leaf = [&](char kind) {
    shape += {'"', kind, '"'};
    leaves.push_back({kind, &value});
  };
  const auto* object = value.if_object();
  if (object != nullptr && depth < kDeepest && has_shape(*object)) {
    char separator = '{';
    for (const auto& field : *object) {
      shape += separator;
      shape += json::serialize(json::string(field.key()));
      shape += ':';
      describe(field.value(), shape, leaves, depth + 1);
      separator = ',';
    }
    shape += object->empty() ? "{}" : "}";
  } else if (value.is_array()) {
    leaf('l');
  } else if (value.is_string()) {
    leaf('s');
  } else {
    leaf(integer_in(value) ? 'i' : 'j');
  }
}

void BodyTable::add_new(std::string_view type, const json::value& fields, const Context& context) {
  std::string shape;
  std::vector<Leaf> leaves;
  describe(fields, shape, leaves, 0);
  if (shape_texts_.size() >= kMostShapes && !shape_numbers_.contains(shape)) {
    shape = "\"j\"";
    leaves = {{'j', &fields}};
  }
  const auto [known, is_new] = shape_numbers_.try_emplace(shape, shape_texts_.size());
  const std::uint64_t number = known->second;
  if (is_new) {
    shape_texts_.push_back(shape);
    leaves_.emplace_back();
    for (std::size_t i = 0; i < leaves.size(); ++i)
      leaves_.back().push_back(&columns_.add(fmt::format("s{}.{}", number, i)));
  }
  const std::uint64_t type_of = type_number(type);
  types_.add(type_of);
  shapes_.add(number);
  ++count_;
  first_integers_.emplace_back();
  first_lists_.emplace_back();
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const json::value& value = *leaves[i].value;
    Column& column = *leaves_[number][i];
    switch (leaves[i].kind) {
      case 'i':
        if (!first_integers_.back()) first_integers_.back() = integer_in(value);
        add_integer(column, *integer_in(value), context);
        break;
      case 's':
        column.add(strings_.add(value.get_string()));
        break;
      case 'l':
        add_list(column, value.get_array(), type_of * kMostLeaves + i, context);
        break;
      default:
        column.add(strings_.add(json::serialize(value)));
    }
  }
}

json::array BodyTable::shapes() const {
  json::array all;
  for (const std::string& text : shape_texts_) all.push_back(json::parse(text));
  return all;
}

}  // namespace eddy::tools
