#include "services/note_cards.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "haven/core/error.hpp"

#include "anki/cloze_text.hpp"

namespace haven {
namespace {

using Kind = anki::ClozePiece::Kind;

/// Writes a text with its deletions filled, but for those of `hidden`: "[...]", or the hint.
class Filling {
 public:
  explicit Filling(int hidden) : hidden_(hidden) {}

  std::string run(const anki::ClozeText& text) {
    for (const anki::ClozePiece& piece : text.pieces) take(piece);
    result_ += text.unclosed;
    return std::move(result_);
  }

 private:
  struct Deletion {
    bool is_hidden = false;
    std::optional<std::size_t> hint = std::nullopt;  ///< where it begins in the result
  };

  void take(const anki::ClozePiece& piece) {
    if (piece.kind == Kind::text) put(piece.text);
    if (piece.kind == Kind::opening) open(piece.has(hidden_));
    if (piece.kind == Kind::hint) begin_hint(open_.back());
    if (piece.kind == Kind::closing) close();
  }

  void open(bool is_hidden) {
    open_.push_back({is_hidden});
    silent_ += is_hidden ? 1 : 0;
  }

  /// Of a hidden deletion the hint is shown, of others the content.
  void begin_hint(Deletion& deletion) {
    silent_ += deletion.is_hidden ? -1 : 1;
    if (deletion.is_hidden) put("[");
    deletion.hint = result_.size();
  }

  void close() {
    const Deletion deletion = open_.back();
    open_.pop_back();
    if (!deletion.is_hidden) {
      silent_ -= deletion.hint ? 1 : 0;
    } else if (!deletion.hint) {
      --silent_;
      put("[...]");
    } else {
      put(result_.size() == deletion.hint ? "...]" : "]");
    }
  }

  void put(std::string_view text) {
    if (silent_ == 0) result_ += text;
  }

  int hidden_;
  int silent_ = 0;  ///< how many of the open deletions keep back what is read now
  std::vector<Deletion> open_;
  std::string result_;
};

constexpr int none_hidden = -1;  // there are deletions of number 0, though they make no cards

std::string filled(const anki::ClozeText& text, int hidden) { return Filling(hidden).run(text); }

[[noreturn]] void refuse_note(const std::string& message, const std::string& field) {
  throw Error(ErrorCode::invalid_argument, field + ": " + message, field);
}

std::vector<RenderedCard> render_cloze(const NoteDraft& note) {
  const anki::ClozeText text = anki::parse_cloze(note.front);
  const std::set<int> numbers = anki::cloze_numbers(text);
  if (numbers.empty()) refuse_note("a cloze note needs a gap {{c1::...}}", "front");
  if (numbers.size() > FlashcardLimits::clozes) refuse_note("at most 100 gaps of different numbers", "front");
  const std::string answer = filled(text, none_hidden) + (note.back.empty() ? "" : "\n\n" + note.back);
  std::size_t bytes = 0;
  std::vector<RenderedCard> cards;
  for (const int number : numbers) {
    cards.push_back({number - 1, filled(text, number), answer, note.front});
    bytes += cards.back().size();
    if (bytes > FlashcardLimits::rendered) refuse_note("its cards come to more than 16 MiB", "front");
  }
  return cards;
}

}  // namespace

std::vector<RenderedCard> render(const NoteDraft& note) {
  if (note.kind == CardKind::cloze) return render_cloze(note);
  if (note.front.empty() && note.media.empty()) refuse_note("must not be empty", "front");
  if (note.kind == CardKind::image && note.media.empty()) refuse_note("an image note needs an image", "media");
  if (note.kind != CardKind::reversed) return {{0, note.front, note.back, ""}};
  if (note.back.empty()) refuse_note("must not be empty", "back");
  return {{0, note.front, note.back, ""}, {1, note.back, note.front, ""}};
}

std::size_t size_of(const std::vector<RenderedCard>& cards) noexcept {
  std::size_t bytes = 0;
  for (const RenderedCard& card : cards) bytes += card.size();
  return bytes;
}

NoteDraft draft_of(const Flashcard& card) {
  NoteDraft note{.kind = card.kind,
                 .front = card.front,
                 .back = card.back,
                 .tags = card.tags,
                 .media = card.media,
                 .extra = card.extra,
                 .question = card.question,
                 .guid = card.note_guid};
  if (card.kind == CardKind::reversed && card.ordinal == 1) std::swap(note.front, note.back);
  if (card.kind != CardKind::cloze) return note;
  note.front = card.source;
  const std::string answer = filled(anki::parse_cloze(card.source), none_hidden);
  note.back = card.back.size() > answer.size() ? card.back.substr(answer.size() + 2) : "";
  return note;
}

}  // namespace haven
