#include "recording_vfs.hpp"

#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include <sqlite3.h>

namespace haven::torture {

/// What the functions that SQLite calls find behind pAppData.
struct RecordingVfs::Shim {
  sqlite3_vfs vfs{};
  sqlite3_vfs* base = nullptr;
  std::string folder;
  std::mutex mutex;  ///< held while something is done and noted, so that the two orders are the same
  std::vector<Operation> operations;
};

namespace {

using Shim = RecordingVfs::Shim;
using Kind = Operation::Kind;

/// A file of ours; the one of the system's VFS lies behind it in memory.
struct File {
  sqlite3_file base;
  Shim* shim;
  std::string* name;  ///< nullptr: not noted
  bool syncs_folder;  ///< with its next sync, as SQLite's own VFS does for a journal that it may have made

  [[nodiscard]] sqlite3_file* system() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
const sqlite3_io_methods& methods(sqlite3_file* file) { return *of(file).system()->pMethods; }

/// Does something, and notes it when it was done.
template <class Work>
int record(sqlite3_file* file, Operation operation, Work work) {
  File& own = of(file);
  const std::lock_guard lock(own.shim->mutex);
  const int result = work();
  if (result == SQLITE_OK && own.name != nullptr) {
    operation.file = *own.name;
    own.shim->operations.push_back(std::move(operation));
  }
  return result;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  Operation operation{.kind = Kind::write, .offset = offset};
  operation.bytes.assign(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  return record(file, std::move(operation),
                [&] { return methods(file).xWrite(of(file).system(), bytes, size, offset); });
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return record(file, {.kind = Kind::truncate, .offset = size},
                [&] { return methods(file).xTruncate(of(file).system(), size); });
}

int sync(sqlite3_file* file, int flags) {
  const bool folder_too = std::exchange(of(file).syncs_folder, false);
  return record(file, {.kind = Kind::sync, .folder_synced = folder_too},
                [&] { return methods(file).xSync(of(file).system(), flags); });
}

int close(sqlite3_file* file) {
  delete of(file).name;
  return methods(file).xClose(of(file).system());
}

// What only passes through.
int read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  return methods(file).xRead(of(file).system(), into, size, offset);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) { return methods(file).xFileSize(of(file).system(), size); }
int lock(sqlite3_file* file, int level) { return methods(file).xLock(of(file).system(), level); }
int unlock(sqlite3_file* file, int level) { return methods(file).xUnlock(of(file).system(), level); }
int check_reserved(sqlite3_file* file, int* out) { return methods(file).xCheckReservedLock(of(file).system(), out); }
int control(sqlite3_file* file, int op, void* argument) {
  return methods(file).xFileControl(of(file).system(), op, argument);
}
int sector_size(sqlite3_file* file) { return methods(file).xSectorSize(of(file).system()); }
int characteristics(sqlite3_file* file) { return methods(file).xDeviceCharacteristics(of(file).system()); }
int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  return methods(file).xShmMap(of(file).system(), region, size, extend, memory);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return methods(file).xShmLock(of(file).system(), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { methods(file).xShmBarrier(of(file).system()); }
int shm_unmap(sqlite3_file* file, int remove) { return methods(file).xShmUnmap(of(file).system(), remove); }

// Version 2: without memory maps of the file, whose writes would pass us by.
constexpr sqlite3_io_methods own_methods = {
    2,         close,          read,    write,       truncate,        sync,    file_size, lock,
    unlock,    check_reserved, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, nullptr,        nullptr};

Shim& of(sqlite3_vfs* vfs) { return *static_cast<Shim*>(vfs->pAppData); }

/// The last name of a path in the folder; nullptr for other places.
std::string* name_in(const Shim& shim, const char* path) {
  if (path == nullptr || std::strncmp(path, shim.folder.c_str(), shim.folder.size()) != 0) return nullptr;
  return new std::string(path + shim.folder.size());
}

int open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags, int* out_flags) {
  Shim& shim = of(vfs);
  File& own = *new (file) File{.base = {.pMethods = nullptr}, .shim = &shim, .name = nullptr, .syncs_folder = false};
  const int result = shim.base->xOpen(shim.base, path, own.system(), flags, out_flags);
  if (own.system()->pMethods == nullptr) return result;
  own.base.pMethods = &own_methods;
  own.name = name_in(shim, path);
  own.syncs_folder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
  return result;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  Shim& shim = of(vfs);
  const std::lock_guard lock(shim.mutex);
  const int result = shim.base->xDelete(shim.base, path, sync_folder);
  const std::unique_ptr<std::string> name(name_in(shim, path));
  if (result == SQLITE_OK && name != nullptr)
    shim.operations.push_back({.kind = Kind::remove, .file = *name, .folder_synced = sync_folder != 0});
  return result;
}

int access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
  return of(vfs).base->xAccess(of(vfs).base, path, flags, out);
}
int full_pathname(sqlite3_vfs* vfs, const char* path, int size, char* out) {
  return of(vfs).base->xFullPathname(of(vfs).base, path, size, out);
}

}  // namespace

RecordingVfs::RecordingVfs(std::string folder) : shim_(std::make_unique<Shim>()) {
  shim_->folder = std::move(folder) + '/';
  shim_->base = sqlite3_vfs_find(nullptr);
  if (shim_->base == nullptr) throw std::runtime_error("SQLite has no VFS");
  shim_->vfs = *shim_->base;  // randomness, sleep, time and libraries are the system's, and need only its own data
  shim_->vfs.zName = "haven-recording";
  shim_->vfs.szOsFile = static_cast<int>(sizeof(File)) + shim_->base->szOsFile;
  shim_->vfs.pAppData = shim_.get();
  shim_->vfs.xOpen = open;
  shim_->vfs.xDelete = remove;
  shim_->vfs.xAccess = access;
  shim_->vfs.xFullPathname = full_pathname;
  if (sqlite3_vfs_register(&shim_->vfs, 1) != SQLITE_OK) throw std::runtime_error("the VFS was not registered");
}

RecordingVfs::~RecordingVfs() {
  sqlite3_vfs_unregister(&shim_->vfs);
  sqlite3_vfs_register(shim_->base, 1);
}

void RecordingVfs::acknowledge(const Entry& entry) {
  const std::lock_guard lock(shim_->mutex);
  shim_->operations.push_back({.kind = Kind::acknowledge, .entry = entry});
}

std::vector<Operation> RecordingVfs::take() {
  const std::lock_guard lock(shim_->mutex);
  return std::exchange(shim_->operations, {});
}

}  // namespace haven::torture
