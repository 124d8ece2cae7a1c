// What every page may need. Each module does nothing where its elements are missing.
import { startFonts } from "./fonts";
import { startForms } from "./forms";
import { startHints } from "./hints";
import { startKeys } from "./keys";
import { startLesson } from "./lesson";
import { startLists } from "./lists";
import { startMenus } from "./menu";
import { startOffline } from "./offline";
import { startPlayer } from "./player";
import { startSharing } from "./share";
import { startSlots } from "./slots";
import { startTheme } from "./theme";
import { startWorksheets } from "./worksheet";

startPlayer();
startSlots();
startLists();
startSharing();
startHints();
startMenus();
startTheme();
startForms();
startKeys();
startLesson();
startWorksheets();
startFonts();
startOffline();
