#include "stores/category_store.hpp"

#include "stores/sql.hpp"

namespace haven {
namespace {

Category read_category(const Sql& row) {
  return {row.id<Category>(0), row.text(1), row.text(2), row.text(3), row.real(4), row.real(5), row.small(6)};
}

}  // namespace

std::vector<Category> CategoryStore::list() {
  Sql sql(tx_,
          "SELECT id, code, name, exam, weight_min, weight_max, sort FROM nclex_categories ORDER BY exam, sort, code");
  std::vector<Category> categories;
  while (sql.next()) categories.push_back(read_category(sql));
  return categories;
}

Category CategoryStore::get(Id<Category> id) {
  Sql sql(tx_, "SELECT id, code, name, exam, weight_min, weight_max, sort FROM nclex_categories WHERE id = ?");
  if (!sql.with(id).next()) throw Error(ErrorCode::corrupt_data, "category " + to_string(id) + " is gone");
  return read_category(sql);
}

}  // namespace haven
