#pragma once

#include <memory>
#include <mysql.h>

namespace haven::mariadb {

struct CloseConnection {
  void operator()(MYSQL* connection) const noexcept { mysql_close(connection); }
};
struct CloseStatement {
  void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
};
struct FreeResult {
  void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};
using ConnectionHandle = std::unique_ptr<MYSQL, CloseConnection>;
using StatementHandle = std::unique_ptr<MYSQL_STMT, CloseStatement>;
using ResultHandle = std::unique_ptr<MYSQL_RES, FreeResult>;

}  // namespace haven::mariadb
