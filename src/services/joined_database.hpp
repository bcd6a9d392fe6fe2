#pragma once

#include <memory>

#include "haven/storage/database.hpp"

namespace haven {

/// One write transaction as a database: what is begun here is a part of it, and kept when it is. One thread.
class JoinedDatabase final : public Database {
 public:
  JoinedDatabase(const Database& database, Transaction& tx) : database_(database), tx_(tx) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    return std::make_unique<Part>(*this, access);
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return database_.engine(); }
  /// Only the whole can be run again.
  [[nodiscard]] bool should_retry(int, const Error&) override { return false; }

  /// A part that writes was given up, so that the whole must not be kept.
  [[nodiscard]] bool is_broken() const noexcept { return broken_; }

 private:
  class Part final : public Transaction {
   public:
    Part(JoinedDatabase& whole, Access access) : whole_(whole), open_(access == Access::write) {}
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;
    ~Part() override { whole_.broken_ = whole_.broken_ || open_; }

    [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override { return whole_.tx_.prepare(sql); }
    void commit() override { open_ = false; }

   private:
    JoinedDatabase& whole_;
    bool open_;
  };

  const Database& database_;
  Transaction& tx_;
  bool broken_ = false;
};

}  // namespace haven
