#pragma once

#include <string>
#include <string_view>

namespace example {

/// Prints all that a package holds, one JSON object on each line.
void dump(const std::string& package);

/// Prints both sides of every card, likewise.
void render(const std::string& package);

/// Prints the notes of a text file, as "json", "tabs" or "csv".
void text(const std::string& file, std::string_view layout);

/// Imports a package as a learner of a platform in memory, and exports each of the sets into a folder: 0.apkg, ...
void through(const std::string& package, const std::string& folder);

/// Writes a package again, in the format "anki2", "anki21" or "anki21b".
void copy(const std::string& from, const std::string& to, std::string_view format);

}  // namespace example
