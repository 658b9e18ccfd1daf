import "dayjs/locale/en";

export { default } from "antd/locale/en_US";
