import "dayjs/locale/zh-tw";

export { default } from "antd/locale/zh_TW";
