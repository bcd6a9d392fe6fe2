#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "haven/core/clock.hpp"
#include "haven/core/id.hpp"

namespace haven {

enum class Role { student, instructor, admin };
enum class UserStatus { active, pending, disabled, erased };

/// A person with an account, without the password hash.
struct User {
  Id<User> id;
  std::string email;  ///< as the person wrote it; unique after normalisation
  std::string display_name;
  Role role = Role::student;
  UserStatus status = UserStatus::active;
  Timestamp created_at;
};

/// One login on one device. Its row is consulted on each request, so ending it acts at once.
struct Session {
  Id<Session> id;
  Id<User> user;
  Timestamp created_at;
  Timestamp expires_at;
  std::optional<Timestamp> revoked_at;
};

/// Who is asking: the result of a checked access token.
struct Caller {
  Id<User> user;
  Id<Session> session;
  Role role = Role::student;
};

[[nodiscard]] std::string_view to_string(Role role) noexcept;
[[nodiscard]] std::optional<Role> parse_role(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(UserStatus status) noexcept;
[[nodiscard]] std::optional<UserStatus> parse_user_status(std::string_view text) noexcept;

}  // namespace haven
