// <time data-relative> says "5 minutes ago" for a day; the exact time stays in its title.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" })

function say() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const minutes = Math.round((new Date(time.dateTime) - Date.now()) / 60000)
    if (Math.abs(minutes) < 60) time.textContent = words.format(minutes, "minute")
    else if (Math.abs(minutes) < 1440) time.textContent = words.format(Math.round(minutes / 60), "hour")
  }
}
say()
setInterval(say, 30000)
document.addEventListener("htmx:afterSettle", say)
