// Forms of choices send themselves.
export function startForms(): void {
  document.addEventListener("change", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-autosubmit]");
    form?.requestSubmit();
  });
}
