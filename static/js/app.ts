// What every page may need. Each module does nothing where its elements are missing.
import { startFacts } from "./facts";
import { startFonts } from "./fonts";
import { startForms } from "./forms";
import { startLesson } from "./lesson";
import { startMenus } from "./menu";
import { startPlayer } from "./player";
import { startTheme } from "./theme";

startPlayer();
startFacts();
startMenus();
startTheme();
startForms();
startLesson();
startFonts();
