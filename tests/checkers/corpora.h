// Histories with known verdicts from elsewhere, which lie beside the project and are no part of it:
// in the folders corpora and corpora-micro of $EDDY_CORPORA, or of ../shared seen from the source
// tree. A case that finds none says that it was skipped.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/history_reader.h"

namespace eddy::checkers {

// The folder that holds corpora, corpora-micro and the tables of facts.
std::filesystem::path corpora_root();

// The expectations (NAME.expect.json) of one kind, sorted by name; empty where they are absent.
std::vector<std::filesystem::path> expectations(std::string_view corpus, std::string_view kind);

// All of them; where a sanitizer makes each case slow, every fifth.
std::vector<std::filesystem::path> some_of(std::vector<std::filesystem::path> expectations);

// NAME.
std::string name_of(const std::filesystem::path& expectation);

boost::json::object read_expectation(const std::filesystem::path& path);

// The history that belongs to an expectation.
History read_case(const std::filesystem::path& expectation, HistoryShape shape);

// As the expectation's "well_formed" says.
HistoryShape shape_of(const boost::json::object& expected);

// True if there are no cases; then tells ctest that the test was skipped.
bool absent(std::size_t cases);

}  // namespace eddy::checkers
