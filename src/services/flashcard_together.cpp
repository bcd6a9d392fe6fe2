#include "haven/core/error.hpp"

#include "services/flashcards.hpp"
#include "services/joined_database.hpp"

namespace haven {

void Flashcards::together(const std::function<void(FlashcardService&)>& work) {
  transact(database_, [&](Transaction& tx) {
    JoinedDatabase joined(database_, tx);
    Flashcards parts(joined, clock_);
    work(parts);
    if (joined.is_broken()) throw Error(ErrorCode::conflict, "a part of what belongs together failed", "part_failed");
  });
}

}  // namespace haven
