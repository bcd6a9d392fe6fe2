// The server: requests, their failures, and the tokens of the person who is logged in. The access token lives in this
// variable only; the refresh token survives a reload.

import { forgetExams, memory } from "./memory.js";

const root = "/api/v1";
const requestTimeout = 15_000;

/// A refusal by the server, or status 0 when no answer of the server arrived.
export class ApiError extends Error {
  constructor(status, message, { code = "", details = null, retryAfter = 0 } = {}) {
    super(message);
    Object.assign(this, { status, code, details, retryAfter });
  }

  /// The same request may succeed later.
  get transient() {
    const { status, code } = this;
    return status === 0 || status === 408 || status === 429 || status >= 500 || code === "DB_003"; // changed meanwhile
  }

  get reason() {
    return this.details?.reason ?? "";
  }
}

let accessToken = null;
let user = null;
let refreshing = null;
let clockOffset = 0; // the server's clock minus ours

async function send(method, path, body, token) {
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), requestTimeout);
  let response, reply;
  try {
    response = await fetch(root + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: abort.signal,
    });
    const text = await response.text();
    reply = text === "" ? null : JSON.parse(text);
  } catch {
    throw new ApiError(response && response.status >= 400 ? response.status : 0, "The server cannot be reached.");
  } finally {
    clearTimeout(timer);
  }
  const date = Date.parse(response.headers.get("date") ?? "");
  if (Number.isFinite(date)) clockOffset = date - Date.now();
  if (response.ok && (response.status === 204 || reply?.success === true)) return reply?.data ?? null;
  const { message = "The server sent an unexpected reply.", code, details } = reply?.error ?? {};
  const retryAfter = Number(response.headers.get("retry-after")) || 0;
  throw new ApiError(response.ok ? 0 : response.status, message, { code, details, retryAfter });
}

/// The time of the server's clock, in milliseconds.
export const serverNow = () => Date.now() + clockOffset;

function adopt(login) {
  if (memory.get("user") !== login.user.id) forgetExams();
  memory.set("user", login.user.id);
  accessToken = login.access_token;
  memory.set("refresh_token", login.refresh_token);
  user = login.user;
}

export const currentUser = () => user;
export const isLoggedIn = () => memory.get("refresh_token") !== null;

export async function logIn(email, password) {
  adopt(await send("POST", "/auth/login", { email, password }));
}

/// The answer is the same whether or not the address had an account already.
export async function register(person) {
  await send("POST", "/auth/register", person);
}

/// Forgets everything here first, so that it succeeds without the server too.
export async function logOut() {
  const token = accessToken;
  dropTokens();
  forgetExams();
  user = null;
  if (token) await send("POST", "/auth/logout", undefined, token).catch(() => {});
}

function dropTokens() {
  accessToken = null;
  memory.remove("refresh_token");
}

/// Exchanges the refresh token, once however many calls need it, unless `spent` has been replaced already.
function refresh(spent) {
  if (spent !== accessToken) return Promise.resolve();
  refreshing ??= exchangeRefreshToken().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function exchangeRefreshToken() {
  const token = memory.get("refresh_token");
  if (!token) throw new ApiError(401, "Please log in.");
  try {
    adopt(await send("POST", "/auth/refresh", { refresh_token: token }));
  } catch (error) {
    if (error.transient) throw error;
    dropTokens();
    throw new ApiError(401, error.message);
  }
}

/// Asks as the person who is logged in. Status 401 means that the login has ended.
export async function call(method, path, body) {
  if (!accessToken) await refresh(accessToken);
  const token = accessToken;
  try {
    return await send(method, path, body, token);
  } catch (error) {
    if (error.status !== 401) throw error;
  }
  await refresh(token);
  return send(method, path, body, accessToken);
}
