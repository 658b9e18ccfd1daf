import {
  AimOutlined, AppstoreOutlined, BankOutlined, BellOutlined, BookOutlined, BulbOutlined, CalendarOutlined, CarOutlined,
  CheckSquareOutlined, ContactsOutlined, CreditCardOutlined, CustomerServiceOutlined, DollarOutlined, EnvironmentOutlined,
  ExperimentOutlined, FileDoneOutlined, FileTextOutlined, FilterOutlined, FlagOutlined, FunnelPlotOutlined, GiftOutlined, GlobalOutlined, HeartOutlined,
  HomeOutlined, IdcardOutlined, MailOutlined, MedicineBoxOutlined, MessageOutlined, NotificationOutlined, PercentageOutlined,
  PhoneOutlined, ProjectOutlined, ReadOutlined, RocketOutlined, SafetyCertificateOutlined, SafetyOutlined, SettingOutlined, ShopOutlined, ShoppingCartOutlined,
  ShoppingOutlined, SolutionOutlined, StarOutlined, TagsOutlined, TeamOutlined, ToolOutlined, TrophyOutlined, UnorderedListOutlined, UserAddOutlined,
  UserOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";

/** The icons that an object may have, by the names that declarations use. */
export const objectIcons: Record<string, ComponentType> = {
  aim: AimOutlined, appstore: AppstoreOutlined, bank: BankOutlined, bell: BellOutlined, book: BookOutlined, bulb: BulbOutlined,
  calendar: CalendarOutlined, car: CarOutlined, "check-square": CheckSquareOutlined, contacts: ContactsOutlined,
  "credit-card": CreditCardOutlined, "customer-service": CustomerServiceOutlined, dollar: DollarOutlined,
  environment: EnvironmentOutlined, experiment: ExperimentOutlined, "file-done": FileDoneOutlined, "file-text": FileTextOutlined, filter: FilterOutlined,
  flag: FlagOutlined, "funnel-plot": FunnelPlotOutlined, gift: GiftOutlined, global: GlobalOutlined, heart: HeartOutlined,
  home: HomeOutlined, idcard: IdcardOutlined, mail: MailOutlined, "medicine-box": MedicineBoxOutlined, message: MessageOutlined,
  notification: NotificationOutlined, percentage: PercentageOutlined, phone: PhoneOutlined, project: ProjectOutlined, read: ReadOutlined,
  rocket: RocketOutlined, safety: SafetyOutlined, "safety-certificate": SafetyCertificateOutlined, setting: SettingOutlined, shop: ShopOutlined, "shopping-cart": ShoppingCartOutlined,
  shopping: ShoppingOutlined, solution: SolutionOutlined, star: StarOutlined, tags: TagsOutlined, team: TeamOutlined, tool: ToolOutlined,
  trophy: TrophyOutlined, "unordered-list": UnorderedListOutlined, "user-add": UserAddOutlined, user: UserOutlined,
};

export function ObjectIcon({ name }: { name: string | null | undefined }) {
  const Icon = (name && objectIcons[name.replaceAll("_", "-")]) || AppstoreOutlined;
  return <Icon />;
}
