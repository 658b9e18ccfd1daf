import { apiAddress, type Written } from "@/api/client";
import { Problem, problemOf } from "@/api/problem";

export interface Upload<T> {
  done: Promise<T>;
  cancel: () => void;
}

function bodyOf(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return undefined;
  }
}

function failure(request: XMLHttpRequest): Problem {
  return problemOf(request.status, request.statusText, bodyOf(request), request.getResponseHeader("X-Request-Id"));
}

function answer<T>(request: XMLHttpRequest): Written<T> {
  return { body: bodyOf(request) as T, etag: null, changeSet: request.getResponseHeader("X-Change-Set") };
}

/** Sends a file as it is and tells how far it is, which fetch cannot. */
export function uploadFile<T = unknown>(path: string, file: File, onProgress: (share: number) => void): Upload<Written<T>> {
  const request = new XMLHttpRequest();
  const done = new Promise<Written<T>>((resolve, reject) => {
    request.open("POST", apiAddress(path));
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("X-Guanxi-CSRF", "1");
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve(answer<T>(request)) : reject(failure(request)));
    request.onerror = () => reject(new Problem(0, "offline", "", ""));
    request.onabort = () => reject(new Problem(0, "cancelled", "", ""));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
