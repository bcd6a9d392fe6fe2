#include "stores/queue_page.hpp"

#include <cstring>

#include "stores/sql.hpp"

namespace haven {
namespace {

void decode(std::span<const std::uint8_t> bytes, std::vector<QueueEntry>& entries) {
  if (bytes.size() % sizeof(QueueEntry) != 0) throw Error(ErrorCode::corrupt_data, "a queue page has a broken card");
  entries.resize(bytes.size() / sizeof(QueueEntry));
  std::memcpy(entries.data(), bytes.data(), bytes.size());
}

std::span<const std::uint8_t> bytes_of(const std::vector<QueueEntry>& entries) {
  return {reinterpret_cast<const std::uint8_t*>(entries.data()), entries.size() * sizeof(QueueEntry)};
}

}  // namespace

srs::MemoryState QueueEntry::memory_state() const noexcept {
  switch (static_cast<srs::Algorithm>(algorithm)) {
    case srs::Algorithm::fsrs_6:
      return srs::Fsrs6State{memory[0], memory[1]};
    case srs::Algorithm::fsrs_7:
      return srs::Fsrs7State{memory[0], memory[2], memory[1]};
    case srs::Algorithm::sm_2:
      break;
  }
  return srs::Sm2State{memory[1], memory[0], static_cast<int>(memory[2])};
}

std::vector<QueueEntry> QueuePageStore::page(Id<User> user, std::int64_t number) {
  Sql sql(tx_, "SELECT cards FROM flashcard_queue_pages WHERE user_id = ? AND page = ?");
  std::vector<QueueEntry> entries;
  if (sql.with(user, number).next()) decode(sql.blob(0), entries);
  return entries;
}

void QueuePageStore::put(Id<User> user, std::int64_t slot, const QueueEntry& entry) {
  const std::int64_t number = slot / cards_of_page;
  const auto place = static_cast<std::size_t>(slot % cards_of_page);
  std::vector<QueueEntry> entries = page(user, number);
  const bool is_there = !entries.empty();
  if (place >= entries.size()) entries.resize(place + 1);
  entries[place] = entry;
  Sql sql(tx_, is_there ? "UPDATE flashcard_queue_pages SET cards = ? WHERE user_id = ? AND page = ?"
                        : "INSERT INTO flashcard_queue_pages (cards, user_id, page) VALUES (?, ?, ?)");
  sql.with(bytes_of(entries), user, number).run();
}

void QueuePageStore::mark_removed(Id<User> user, std::int64_t slot, bool removed) {
  QueueEntry entry = page(user, slot / cards_of_page).at(static_cast<std::size_t>(slot % cards_of_page));
  const unsigned others = entry.marks & ~unsigned{QueueEntry::removed};
  entry.marks = static_cast<std::uint8_t>(removed ? others | QueueEntry::removed : others);
  put(user, slot, entry);
}

void QueuePageStore::visit_pages(Id<User> user, const std::function<void(std::span<const QueueEntry>)>& visit) {
  Sql sql(tx_, "SELECT cards FROM flashcard_queue_pages WHERE user_id = ? ORDER BY page");
  sql.with(user);
  std::vector<QueueEntry> entries;
  while (sql.next()) {
    decode(sql.blob(0), entries);
    visit(entries);
  }
}

std::vector<QueueEntry> QueuePageStore::all(Id<User> user) {
  std::vector<QueueEntry> entries;
  visit_pages(user, [&](std::span<const QueueEntry> page) { entries.insert(entries.end(), page.begin(), page.end()); });
  return entries;
}

}  // namespace haven
