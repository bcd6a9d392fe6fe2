#pragma once

#include <sqlite3.h>

namespace haven::anki {

/// Registers the collation "unicase", which the names of schema 18 are declared with: text without regard to case.
/// Ours folds ASCII only. Nothing that we read goes by it, and what we write is checked again by Anki.
void register_unicase(sqlite3* db);

}  // namespace haven::anki
