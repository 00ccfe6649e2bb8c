#include "tests/tools/page_data.h"

#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <iterator>
#include <list>
#include <sstream>
#include <stdexcept>

namespace eddy::testing {
namespace {

namespace json = boost::json;

std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

std::string unpacked(const std::string& bytes) {
  std::istringstream packed(bytes);
  boost::iostreams::filtering_istream in;
  in.push(boost::iostreams::gzip_decompressor());
  in.push(packed);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::uint64_t> numbers_in(std::string_view bytes) {
  std::vector<std::uint64_t> numbers;
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    shift += 7;
    if ((byte & 0x80U) != 0) continue;
    numbers.push_back(value);
    value = shift = 0;
  }
  return numbers;
}

}  // namespace

std::string from_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned group = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == kDigits.npos) continue;
    group = group << 6U | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xffU);
  }
  return bytes;
}

PageData::PageData(std::string_view page, std::string_view element) {
  const std::string begin =
      "<script id=\"" + std::string(element) + "\" type=\"application/octet-stream\">";
  const auto found = page.find(begin);
  if (found == page.npos) throw std::runtime_error("the page has no such element");
  const auto from = found + begin.size();
  const std::string data = unpacked(from_base64(page.substr(from, page.find('<', from) - from)));
  std::size_t length = 0;
  for (unsigned i = 0; i < 4; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(data[i])) << 8U * i;
  header_ = json::parse(data.substr(4, length)).as_object();
  std::size_t at = 4 + length;
  for (const json::value& row : header_.at("columns").as_array()) {
    const std::string name(row.at(0).as_string());
    const auto bytes = row.at(2).to_number<std::size_t>();
    const std::string_view of_it = std::string_view(data).substr(at, bytes);
    at += bytes;
    if (name == "strings") {
      read_strings(of_it);
    } else {
      columns_[name] = numbers_in(of_it);
      if (columns_[name].size() != row.at(1).to_number<std::size_t>())
        throw std::runtime_error("the column " + name + " has another length than it says");
    }
  }
  if (at != data.size()) throw std::runtime_error("bytes behind the last column");
  read_lists();
  read_events();
  read_bodies();
}

// The lengths come before the bytes.
void PageData::read_strings(std::string_view bytes) {
  std::size_t at = 0;
  for (const std::uint64_t length : columns_.at("strings.length")) {
    strings_.emplace_back(bytes.substr(at, length));
    at += length;
  }
}

void PageData::read_lists() {
  const auto& edit = column("list.edit");
  std::size_t at = 0;
  for (std::size_t id = 0; id < column("list.base").size(); ++id) {
    const std::uint64_t base = column("list.base")[id];
    const std::vector<std::uint64_t> before =
        base == 0 ? std::vector<std::uint64_t>() : lists_[id - base];
    std::vector<std::uint64_t> tokens;
    std::size_t read = 0;
    std::int64_t token = 0;
    for (std::uint64_t edits = column("list.edits")[id]; edits > 0; --edits) {
      const std::size_t kept = edit.at(at);
      const std::size_t removed = edit.at(at + 1);
      const std::size_t put = edit.at(at + 2);
      at += 3;
      for (std::size_t i = 0; i < kept; ++i) tokens.push_back(before.at(read++));
      read += removed;
      for (std::size_t i = 0; i < put; ++i) {
        token += unzigzag(edit.at(at++));
        tokens.push_back(static_cast<std::uint64_t>(token));
      }
    }
    for (; read < before.size(); ++read) tokens.push_back(before[read]);
    lists_.push_back(std::move(tokens));
  }
}

std::vector<std::string> PageData::list(std::size_t id) const {
  std::vector<std::string> elements;
  for (const std::uint64_t token : lists_.at(id)) {
    elements.push_back(token % 2 == 0 ? std::to_string(unzigzag(token / 2))
                                      : strings_.at(token / 2));
  }
  return elements;
}

void PageData::read_events() {
  const auto& names = header_.at("processes").as_array();
  const auto& kinds = header_.at("kinds").as_array();
  const auto name = [&](std::size_t process) { return std::string(names.at(process).as_string()); };
  const bool are_ranked = header_.at("ends") == "rank";
  std::list<std::size_t> under_way[2];
  std::vector<std::optional<std::size_t>> actors;
  std::vector<std::optional<std::size_t>> delivered;  // the message, of an event
  std::int64_t handled = -1;
  std::size_t cause_at = 0;
  std::size_t end_at = 0;
  std::size_t timer_at = 0;
  std::size_t node_at = 0;
  std::size_t began_at = 0;
  std::uint64_t time = 0;
  std::vector<std::size_t> sources;
  std::vector<std::size_t> destinations;
  for (std::size_t event = 0; event < column("kind").size(); ++event) {
    const auto& kind = kinds.at(column("kind")[event]).as_string();
    times_.push_back(time += column("time")[event]);
    actors.emplace_back();
    delivered.emplace_back();
    message_at_.emplace_back();
    std::optional<std::size_t> cause;
    const bool is_end = kind == "delivered" || kind == "lost";
    if (!is_end && kind != "timer-fired") {
      const std::uint64_t code = column("cause").at(cause_at++);
      if (code != 0) cause = static_cast<std::size_t>(handled - unzigzag(code - 1));
    }
    if (kind == "sent") {
      const std::size_t message = sources.size();
      const std::uint64_t source = column("m.src").at(message);
      sources.push_back(source == 0 ? actors.at(*cause).value() : source - 1);
      destinations.push_back(column("m.dest").at(message));
      ends_.push_back({name(sources.back()), name(destinations.back())});
      const bool is_of_client =
          ends_.back().source.starts_with('c') || ends_.back().destination.starts_with('c');
      under_way[is_of_client ? 1 : 0].push_back(message);
      const std::uint64_t body = column("m.body").at(message);
      message_bodies_.push_back(body == 0 ? answers_.size() : answers_.size() - body);
      if (body == 0) {
        const auto told = cause ? delivered.at(*cause) : std::nullopt;
        answers_.push_back(told ? std::optional(message_bodies_.at(*told)) : std::nullopt);
        said_.push_back(time);
      }
      message_at_.back() = message;
    } else if (is_end) {
      const std::uint64_t code = column("end.message").at(end_at);
      const bool is_copy = column("end.copy").at(end_at++) == 1;
      std::size_t message = sources.size() - code;
      if (are_ranked && !is_copy) {
        auto& queue = under_way[code % 2];
        const auto place = std::next(queue.begin(), static_cast<std::ptrdiff_t>(code / 2));
        message = *place;
        queue.erase(place);
      }
      message_at_.back() = message;
      if (kind == "delivered") {
        actors.back() = destinations.at(message);
        delivered.back() = message;
      }
    } else if (kind == "timer-fired") {
      actors.back() = column("timer.node").at(timer_at++);
    } else if (kind == "operation-began") {
      actors.back() = column("began.client").at(began_at++);
    } else if (kind.starts_with("node-")) {
      const std::size_t node = column("node.node").at(node_at++);
      if (kind == "node-up" || kind == "node-resumed") actors.back() = node;
    }
    const bool causes_none = kind == "sent" || kind == "lost" || kind == "node-failed" ||
                             kind == "node-down" || kind == "node-paused";
    if (!causes_none) handled = static_cast<std::int64_t>(event);
  }
  std::uint64_t after = 0;
  for (std::size_t i = 0; i < column("state.body").size(); ++i) {
    after += column("state.after")[i];
    if (column("state.body")[i] != 0) continue;
    const auto told = delivered.at(after);
    answers_.push_back(told ? std::optional(message_bodies_.at(*told)) : std::nullopt);
    said_.push_back(times_.at(after));
  }
}

json::value PageData::leaf_value(const json::value& shape, const std::string& prefix,
                                 std::size_t& leaf, std::size_t row, std::size_t body) {
  if (const auto* object = shape.if_object()) {
    json::object value;
    for (const auto& field : *object)
      value[field.key()] = leaf_value(field.value(), prefix, leaf, row, body);
    return value;
  }
  const std::string name = prefix + std::to_string(leaf++);
  const std::uint64_t code = column(name).at(row);
  const std::string kind(shape.as_string());
  const auto told = answers_.at(body);
  if (kind == "i") {
    std::int64_t integer = 0;
    if (code == 0) {
      integer = first_integers_.at(told.value()).value();
    } else {
      const std::int64_t by = unzigzag((code - 1) / 2);
      integer =
          code % 2 == 1 ? last_[name] + by : static_cast<std::int64_t>(said_.at(body)) * 1'000 + by;
    }
    last_[name] = integer;
    if (!first_integers_.back()) first_integers_.back() = integer;
    return integer;
  }
  if (kind == "l") {
    std::size_t id = 0;
    if (code == 0) {
      id = first_lists_.at(told.value()).value();
    } else {
      id = code == 1 ? next_list_++ : next_list_ - (code - 1);
    }
    if (!first_lists_.back()) first_lists_.back() = id;
    json::array all;
    for (const std::string& element : list(id)) all.push_back(json::parse(element));
    return all;
  }
  if (kind == "s") return json::string(strings_.at(code));
  return json::parse(strings_.at(code));
}

void PageData::read_bodies() {
  std::map<std::uint64_t, std::size_t> rows;
  for (std::size_t body = 0; body < column("body.type").size(); ++body) {
    const std::uint64_t shape = column("body.shape")[body];
    first_integers_.emplace_back();
    first_lists_.emplace_back();
    std::size_t leaf = 0;
    json::object all{{"type", header_.at("types").at(column("body.type")[body])}};
    json::value fields = leaf_value(header_.at("shapes").at(shape),
                                    "s" + std::to_string(shape) + ".", leaf, rows[shape]++, body);
    if (fields.is_object()) {
      for (auto& field : fields.get_object()) all[field.key()] = std::move(field.value());
    } else {
      all["state"] = std::move(fields);
    }
    bodies_.push_back(std::move(all));
  }
}

}  // namespace eddy::testing
