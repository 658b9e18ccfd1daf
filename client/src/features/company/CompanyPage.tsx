import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { companyQuery } from "./company";
import styles from "./company.module.css";
import { CompanyForm } from "./CompanyForm";

/** What the company is called, where it is, and what its amounts and days are counted in. */
export default function CompanyPage() {
  const { t } = useTranslation("company");
  const { data: company } = useQuery(companyQuery);
  if (!company) return <ListSkeleton />;
  return (
    <div className={styles.page}>
      <Card title={t("title")}>
        <CompanyForm key={JSON.stringify(company)} company={company} />
      </Card>
    </div>
  );
}
