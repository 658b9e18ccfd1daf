import {
  FileExcelOutlined, FileImageOutlined, FileOutlined, FilePdfOutlined, FilePptOutlined, FileTextOutlined, FileWordOutlined, FileZipOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Format } from "@/ui/format/FormatContext";

const kinds = [
  { pattern: /pdf/, icon: <FilePdfOutlined /> },
  { pattern: /^image\//, icon: <FileImageOutlined /> },
  { pattern: /excel|spreadsheet|csv|\.xlsx?$/, icon: <FileExcelOutlined /> },
  { pattern: /word|\.docx?$/, icon: <FileWordOutlined /> },
  { pattern: /powerpoint|presentation|\.pptx?$/, icon: <FilePptOutlined /> },
  { pattern: /zip|compressed|\.(7z|rar|gz)$/, icon: <FileZipOutlined /> },
  { pattern: /^text\//, icon: <FileTextOutlined /> },
];

export function fileIcon(type: string, name: string): ReactNode {
  return kinds.find(({ pattern }) => pattern.test(type) || pattern.test(name.toLowerCase()))?.icon ?? <FileOutlined />;
}

const units = ["B", "kB", "MB", "GB"] as const;

export function fileSize(bytes: number, format: Pick<Format, "number">): string {
  const step = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  return `${format.number((bytes / 1000 ** step).toFixed(step === 0 || bytes / 1000 ** step >= 10 ? 0 : 1))} ${units[step]}`;
}
