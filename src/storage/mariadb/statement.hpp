#pragma once

#include <memory>

#include "haven/storage/database.hpp"

#include "storage/mariadb/connection.hpp"

namespace haven::mariadb {

/// What a transaction shares with its statements, which may outlive it.
struct Scope {
  Access access;
  Connection* connection = nullptr;
  bool open = false;
};

/// A statement of an open transaction; inert once that has ended.
[[nodiscard]] std::unique_ptr<Statement> make_statement(std::shared_ptr<Scope> scope, std::string_view sql);

}  // namespace haven::mariadb
