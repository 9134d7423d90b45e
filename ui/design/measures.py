"""Every size of the screens at 100 %, in pixels, by name: what is drawn is this times the scale the person chose.

Widgets never write a number of pixels; they name one of these and let `ui.design.theme.px` scale it.
"""

from __future__ import annotations

from enum import Enum


class Size(Enum):
    """A named length. Gaps are the six steps of the design; the rest are heights and widths of parts."""

    NONE = (0, "none")
    HAIR = (1, "hairline, border")
    RING = (2, "focus ring")
    BAR_LEFT = (3, "mark at the left of a selected row")

    GAP_2 = (2, "gap")
    GAP_4 = (4, "gap")
    GAP_6 = (6, "gap")
    GAP_8 = (8, "gap")
    GAP_10 = (10, "gap")
    GAP_12 = (12, "gap")
    GAP_16 = (16, "gap")
    GAP_20 = (20, "gap")
    GAP_24 = (24, "gap")
    GAP_32 = (32, "gap")
    GAP_40 = (40, "gap")

    RADIUS_CHIP = (6, "radius")
    RADIUS_CONTROL = (8, "radius")
    RADIUS_CARD = (10, "radius")

    ICON_CHIP = (14, "icon")
    ICON_SMALL = (16, "icon")
    ICON_CONTROL = (18, "icon")
    ICON_NAV = (20, "icon")
    ICON_ROW = (22, "icon")
    ICON_EMPTY = (24, "icon")

    CONTROL = (36, "height of a button or an input")
    CONTROL_DENSE = (32, "height of a control in a row")
    CONTROL_LARGE = (42, "height of a control at first run")
    CHIP = (24, "height of a chip")
    BADGE = (20, "number of a note")
    COUNT = (22, "count beside a menu word")
    BAR = (8, "height of a data bar")
    BAR_THIN = (6, "height of a thin bar")
    BAR_WIDTH = (74, "width of a bar in a table")
    BAR_WIDTH_CARD = (96, "width of a bar in a list")
    BAR_WIDTH_STRIP = (120, "width of a bar in the strip")
    SEGMENT_WIDTH = (14, "one step of a stepped bar")

    RAIL = (208, "navigation rail")
    RAIL_NARROW = (88, "navigation rail with short words")
    RAIL_ITEM = (42, "one menu item with its gap")
    RAIL_ITEM_NARROW = (60, "one menu item in the narrow rail")
    LOGO = (34, "logo in the rail")
    AVATAR = (32, "initials of a person")
    HEADER = (68, "page header")
    HEADER_DENSE = (54, "page header of a full screen")
    STRIP = (36, "sync strip")
    TABLE_HEADER = (34, "table header")
    TABLE_HEADER_TALL = (36, "table header in two lines")
    ROW = (36, "table row")
    ROW_DENSE = (32, "dense table row")
    ROW_GROUP = (30, "group row of the budget grid")
    ROW_CHECKLIST = (52, "row of the channel list")
    ROW_OUTLINE = (38, "row of the outline")
    ROW_TASK = (64, "least height of a task")
    TASK_BUTTON = (112, "button of a task")
    TILE_WIDTH = (34, "state tile of the matrix")
    TILE_HEIGHT = (22, "state tile of the matrix")
    DATE_TILE = (44, "tile with a day and a month")
    CHECK = (20, "check box")
    SWITCH_WIDTH = (40, "switch")
    SWITCH_HEIGHT = (24, "switch")
    KNOB = (18, "knob of a switch")

    OUTLINE = (178, "outline of a report")
    SIDE_PANEL = (284, "side panel")
    SIDE_PANEL_NARROW = (240, "side panel")
    SIDE_CARDS = (308, "column of cards at the right of the first page")
    PANE_LEAST = (500, "narrowest middle pane beside others")
    MASTER_LIST = (232, "list at the left of a page")
    MASTER_LIST_WIDE = (286, "list at the left of a page")
    DIALOG = (520, "widest dialog")
    DIALOG_WIDE = (640, "dialog with a picture beside its words")
    TEXT_WIDTH = (720, "widest column of text")
    GRID_WIDTH = (1100, "widest grid")
    BUBBLE_NOTE = (450, "widest internal note of a conversation")
    BUBBLE_NOTE_LEAST = (226, "narrowest internal note")
    BUBBLE = (376, "widest bubble of a conversation")
    NOTE_EDITOR = (74, "field to write a note")
    COMPOSER = (62, "field to write an answer")
    EDITOR_TALL = (120, "field for a paragraph")
    EDITOR_TALLER = (200, "field for several paragraphs")
    PREVIEW = (232, "preview of a picture")
    COLUMN_MONEY = (112, "money column")
    COLUMN_PERCENT = (66, "percent column")
    COLUMN_NAME_LEAST = (200, "narrowest column of names")
    COLUMN_NAME = (268, "column of names")
    COLUMN_VILLAGE = (148, "column of villages")
    COLUMN_STATE = (76, "column of a state tile")
    COLUMN_NUMBER = (64, "column of a short number")
    COLUMN_BAR = (150, "column with a bar and its percent")
    SETUP_SIDE = (460, "brand pane of the first run")
    SETUP_FORM = (620, "form of the first run")
    CODE_BOX_WIDTH = (58, "box for one letter of a code")
    CODE_BOX_HEIGHT = (60, "box for one letter of a code")
    PETAL = (24, "flower of the brand pane")
    WINDOW_WIDTH = (1366, "window")
    WINDOW_HEIGHT = (697, "window")
    WINDOW_MIN_WIDTH = (1024, "least window")
    WINDOW_MIN_HEIGHT = (600, "least window")
    RAIL_BREAK = (1120, "narrower windows get the narrow rail")
    PANEL_BREAK = (1280, "narrower windows get tabs for side panels")

    @property
    def pixels(self) -> int:
        """Return the length in pixels at 100 %."""
        return self.value[0]
