#include "haven/model/user.hpp"

#include "model/names.hpp"

namespace haven {
namespace {

constexpr EnumNames<Role, 3> roles{{"student", "instructor", "admin"}};
constexpr EnumNames<UserStatus, 4> user_statuses{{"active", "pending", "disabled", "erased"}};

}  // namespace

std::string_view to_string(Role role) noexcept { return roles.name(role); }
std::optional<Role> parse_role(std::string_view text) noexcept { return roles.value(text); }

std::string_view to_string(UserStatus status) noexcept { return user_statuses.name(status); }
std::optional<UserStatus> parse_user_status(std::string_view text) noexcept { return user_statuses.value(text); }

}  // namespace haven
