#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "haven/core/error.hpp"

#include "rest/http.hpp"

#include <nlohmann/json.hpp>

namespace haven::rest {

/// One row of the error table: the code decides the HTTP status, always.
struct ErrorRow {
  std::string_view code;  ///< "VAL_001"
  int status;
  std::string_view meaning;
};

/// Every code that the server can answer with, in order. C++, OpenAPI and docs/errors.md all read this table.
[[nodiscard]] std::span<const ErrorRow> error_table() noexcept;
/// The row of a code of the table.
[[nodiscard]] const ErrorRow& error_row(std::string_view code);

/// The code for an error that a service throws, by its code and reason word.
[[nodiscard]] std::string_view api_code(ErrorCode code, std::string_view reason) noexcept;

/// A refusal that the REST layer itself decides on.
class ApiError : public std::runtime_error {
 public:
  ApiError(std::string_view api_code, const std::string& message, nlohmann::json details = nlohmann::json::object());

  [[nodiscard]] std::string_view api_code() const noexcept { return api_code_; }
  [[nodiscard]] const nlohmann::json& details() const noexcept { return details_; }

 private:
  std::string_view api_code_;
  nlohmann::json details_;
};

/// Where the values of a request came from: the code for one that a service refuses.
enum class InputSource { body, query };

/// The answer to a failed request. Says nothing about the inside of the server: what a 5xx was is for the log.
[[nodiscard]] Response error_response(std::string_view api_code, std::string_view message,
                                      const nlohmann::json& details);
[[nodiscard]] Response error_response(const ApiError& error);
[[nodiscard]] Response error_response(const Error& error, InputSource source = InputSource::body);

}  // namespace haven::rest
