import "@fontsource-variable/inter/wght.css";
import "@/ui/theme/global.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { speak } from "@/api/client";
import { queryClient } from "@/api/queries";
import { savedLanguage, startTranslation } from "@/i18n";
import { allowOwnStyles } from "@/ui/theme/nonce";
import { ThemeProvider } from "@/ui/theme/ThemeProvider";
import { preloadPage, router } from "./router";

const place = document.getElementById("root");

if (place) {
  allowOwnStyles();
  speak(savedLanguage());
  preloadPage(location.pathname);
  await startTranslation();
  createRoot(place).render(
    <StrictMode>
      <ThemeProvider>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ThemeProvider>
    </StrictMode>,
  );
}

// Chinese glyphs are fetched only where the device has none, and only those that a page shows.
void import("@fontsource-variable/noto-sans-sc/wght.css");
