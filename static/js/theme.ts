// Changes the colours at once and tells the server by the link's own address, which sets the cookie.
export function startTheme(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("[data-theme-choice]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const choice = link.dataset.themeChoice ?? "auto";
    if (choice === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    document.querySelectorAll("[data-theme-choice]").forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    fetch(link.href, { credentials: "same-origin" }).catch(() => location.assign(link.href));
  });
}
