// What a reload must find again, in the session storage of this tab: the refresh token, the exam, and an answer that
// the server has not acknowledged yet.

// A browser may forbid storage; then the page works until it is reloaded.
const unstored = new Map();
export const memory = {
  get(name) {
    try {
      return sessionStorage.getItem(`haven.${name}`);
    } catch {
      return unstored.get(name) ?? null;
    }
  },
  set(name, value) {
    try {
      sessionStorage.setItem(`haven.${name}`, value);
    } catch {
      unstored.set(name, value);
    }
  },
  remove(name) {
    try {
      sessionStorage.removeItem(`haven.${name}`);
    } catch {
      unstored.delete(name);
    }
  },
};

export const pendingAnswer = {
  load() {
    try {
      return JSON.parse(memory.get("pending"));
    } catch {
      return null;
    }
  },
  keep: (pending) => memory.set("pending", JSON.stringify(pending)),
  forget: () => memory.remove("pending"),
};

/// One person's exam is nothing to the next who logs in here.
export function forgetExams() {
  for (const name of ["pending", "exam", "last_exam"]) memory.remove(name);
}
