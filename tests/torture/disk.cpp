#include "disk.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace haven::torture {
namespace {

using Kind = Operation::Kind;
using Content = std::optional<std::string>;

constexpr std::size_t sector = 512;

/// Writes the sectors for which `reaches` says so.
template <class Reaches>
void write(Content& content, const Operation& write, Reaches reaches) {
  if (!content) content.emplace();
  for (std::size_t begin = 0; begin < write.bytes.size();) {
    const std::size_t place = static_cast<std::size_t>(write.offset) + begin;
    const std::size_t size = std::min(write.bytes.size() - begin, sector - place % sector);
    if (reaches()) {
      if (content->size() < place + size) content->resize(place + size, '\0');
      content->replace(place, size, write.bytes, begin, size);
    }
    begin += size;
  }
}

template <class Reaches>
void apply(Content& content, const Operation& operation, Reaches reaches) {
  switch (operation.kind) {
    case Kind::write:
      return write(content, operation, reaches);
    case Kind::truncate:
      if (content && reaches()) content->resize(static_cast<std::size_t>(operation.offset), '\0');
      return;
    case Kind::remove:
      content.reset();
      return;
    default:
      return;
  }
}

bool always() { return true; }

bool is_removal(const Operation* operation) { return operation->kind == Kind::remove; }

/// The content of a file some of whose operations came through. Before a removal came through, what was done to the
/// file of that name that came after it is nowhere to be found.
Content by_chance(Content content, const std::vector<const Operation*>& operations, Rng& rng) {
  auto begin = operations.begin();
  auto end = operations.end();
  for (auto removal = std::find_if(begin, end, is_removal); removal != end;
       removal = std::find_if(begin, operations.end(), is_removal)) {
    if (rng.below(2) == 0) {
      end = removal;
      break;
    }
    content.reset();
    begin = removal + 1;
  }
  for (; begin != end; ++begin) {
    const auto fate = rng.below(3);  // all of it, nothing, or sector by sector
    apply(content, **begin, [&] { return fate == 0 || (fate == 2 && rng.below(2) == 0); });
  }
  return content;
}

}  // namespace

void Disk::add(const Operation& operation) {
  if (operation.kind == Kind::acknowledge) return;
  File& file = files_[operation.file];
  if (operation.kind == Kind::sync) {
    for (const Operation* done : file.since) apply(file.synced, *done, always);
    file.since.clear();
  } else {
    file.since.push_back(&operation);
  }
  if (operation.folder_synced) sync_folder();
}

// Of a file that was removed nothing can come back now. What was written to a new one of its name may still be missing.
void Disk::sync_folder() {
  for (auto& [name, file] : files_) {
    const auto removal = std::find_if(file.since.rbegin(), file.since.rend(), is_removal);
    if (removal == file.since.rend()) continue;
    file.synced.reset();
    file.since.erase(file.since.begin(), removal.base());
  }
}

Image Disk::all() const {
  Image image;
  for (const auto& [name, file] : files_) {
    Content content = file.synced;
    for (const Operation* operation : file.since) apply(content, *operation, always);
    if (content) image[name] = *std::move(content);
  }
  return image;
}

Image Disk::by_chance(Rng& rng) const {
  Image image;
  for (const auto& [name, file] : files_) {
    if (auto content = torture::by_chance(file.synced, file.since, rng)) image[name] = *std::move(content);
  }
  return image;
}

void lay_out(const Image& image, const std::string& folder) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  for (const auto& [name, content] : image) {
    std::ofstream(folder + '/' + name, std::ios::binary)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
  }
}

}  // namespace haven::torture
