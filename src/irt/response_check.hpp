#pragma once

#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::irt {

/// Throws Error(invalid_argument) when the item is not in the bank, or the response is missing or out of range.
void check_response(const ItemBank& bank, ItemIndex item, Response response);

/// Throws Error(invalid_argument): the item was answered before.
[[noreturn]] void refuse_repeated(const ItemBank& bank, ItemIndex item);

}  // namespace haven::irt
