#pragma once

#include <memory>

#include "settings.hpp"

/// What the program ends with.
enum ExitCode {
  done = 0,
  failed = 1,   ///< while running: a disk, a database that is not there, a mail address that is taken
  misused = 2,  ///< a mistake of whoever calls the program
  unsound = 3,  ///< it was looked at, and is not as it should be
};

/// Opens the database as the settings say. Throws when it is not there, unless it may be made.
[[nodiscard]] std::unique_ptr<haven::Database> open_database(const Settings& settings, haven::OpenMode mode);
/// The same for commands that need its schema as this program knows it.
[[nodiscard]] std::unique_ptr<haven::Database> open_current_database(const Settings& settings);

// The commands; each returns the exit code, or throws.
int run_serve(const Settings& settings);
int run_migrate(const Settings& settings);
int run_status(const Settings& settings);
int run_import(const Settings& settings);
int run_create_user(const Settings& settings);
int run_backup(const Settings& settings);
int run_verify(const Settings& settings);
int run_restore(const Settings& settings);

/// run_verify() without a backup: looks at the database itself, which may be in use.
int verify_database(const Settings& settings);
