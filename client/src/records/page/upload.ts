import { apiAddress, type Written } from "@/api/client";
import { Problem } from "@/api/problem";

export interface Upload<T> {
  done: Promise<T>;
  cancel: () => void;
}

function failure(request: XMLHttpRequest): Problem {
  try {
    const body = JSON.parse(request.responseText) as { code?: string; title?: string; detail?: string };
    return new Problem(request.status, body.code ?? "", body.title ?? "", body.detail ?? "");
  } catch {
    return new Problem(request.status, `http_${request.status}`, request.statusText, "");
  }
}

function answer<T>(request: XMLHttpRequest): Written<T> {
  const body = (request.responseText ? JSON.parse(request.responseText) : undefined) as T;
  return { body, etag: null, changeSet: request.getResponseHeader("X-Change-Set") };
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
