#pragma once

#include <string>
#include <string_view>

namespace haven::anki {

enum class Side { question, answer };

/// The text with its deletions {{c1::text::hint}}, as HTML: those of `number` hidden in a question and marked in an
/// answer, the others plain. Empty when there is none of `number`. Within \(...\) and \[...\] only text is left, since
/// MathJax takes no HTML. Linear: deletions more than 64 deep are text.
[[nodiscard]] std::string reveal_cloze(std::string_view text, int number, Side side);

/// The deletions of `number` alone, separated by commas.
[[nodiscard]] std::string only_cloze(std::string_view text, int number, Side side);

}  // namespace haven::anki
