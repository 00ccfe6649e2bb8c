// What is precompiled, for all libraries and tests.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

// fmt's library has this function, which is a tenth of what our sources would compile to. clang
// writes its name in another way than the compiler of Debian's package.
#ifndef __clang__
extern template void fmt::detail::vformat_to<char>(fmt::detail::buffer<char>&,
                                                   fmt::basic_string_view<char>,
                                                   fmt::basic_format_args<fmt::format_context>,
                                                   fmt::detail::locale_ref);
#endif
