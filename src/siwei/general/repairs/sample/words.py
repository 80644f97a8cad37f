"""What breaks in an office building, and what is done about it; names of the invented people and firms."""

from __future__ import annotations

from dataclasses import dataclass

from siwei.general.repairs.models import Kind

MARK = "（虛構）"


@dataclass(frozen=True)
class Trouble:
    """A kind of damage: what people write, what was done, parts with unit price, and how often it happens."""

    said: str
    done: str
    parts: tuple[tuple[str, int, int], ...] = ()
    weight: int = 3
    outside: bool = False  # repaired by the contractor rather than by our own people


B, P, A, F, L, T, S, C, O = (  # noqa: E741  # one letter per class keeps the table readable
    Kind.BUILDING, Kind.PLUMBING, Kind.AIR, Kind.FIRE, Kind.LIFT, Kind.TELEPHONE, Kind.BROADCAST, Kind.CAMERA, Kind.OTHER,
)  # fmt: skip

#: how many of a hundred requests are of a class
SHARE = {B: 17, P: 31, A: 20, F: 5, L: 6, T: 9, S: 3, C: 4, O: 5}

TROUBLES: dict[Kind, tuple[Trouble, ...]] = {
    B: (
        Trouble("天花板有水漬，下雨時會滴水", "清理落水頭並補防水漆，觀察三日無再滲", (("防水漆", 1, 850),), 4),
        Trouble("辦公室玻璃門關不緊", "調整地鉸鏈", (), 4),
        Trouble("門鎖故障，鑰匙轉不動", "更換鎖心", (("鎖心", 1, 650),), 5),
        Trouble("地磚翹起，有人差點絆倒", "敲除重鋪地磚4片", (("地磚", 4, 120), ("黏著劑", 1, 280)), 3),
        Trouble("窗戶把手脫落，無法關窗", "更換把手2只", (("窗戶把手", 2, 180),), 3),
        Trouble("輕鋼架天花板破損", "更換天花板2片", (("礦纖天花板", 2, 160),), 3),
        Trouble("外牆磁磚剝落，已拉封鎖線", "搭架清除鬆動磁磚並修補", (), 1, outside=True),
        Trouble("採光罩接縫滲水", "接縫重打矽利康", (("結構矽利康", 6, 240),), 2),
    ),
    P: (
        Trouble("燈管閃爍不亮", "更換燈管2支", (("LED燈管", 2, 190),), 9),
        Trouble("馬桶阻塞", "疏通馬桶", (), 6),
        Trouble("水龍頭關不緊一直滴水", "更換陶瓷軸心", (("陶瓷軸心", 1, 150),), 5),
        Trouble("插座沒有電", "無熔絲開關跳脫，查無短路後復電", (), 5),
        Trouble("小便斗感應器失靈，不會沖水", "更換感應器電池並清潔", (("鋰電池", 1, 180),), 4),
        Trouble("洗手台排水很慢", "清理存水彎", (), 3),
        Trouble("茶水間跳電，冰箱也沒電", "更換漏電斷路器", (("漏電斷路器", 1, 780),), 3),
        Trouble("水塔浮球故障，滿水溢流", "更換浮球開關", (("浮球開關", 1, 520),), 1),
        Trouble("緊急發電機測試無法啟動", "更換啟動電瓶", (("電瓶", 2, 4200),), 1, outside=True),
    ),
    A: (
        Trouble("冷氣不冷", "清洗濾網並補充冷媒", (("冷媒", 1, 900),), 8),
        Trouble("空調出風口滴水", "清理排水管", (), 6),
        Trouble("室內機有異音", "更換風扇軸承", (("軸承", 1, 480),), 3),
        Trouble("溫控器沒有反應", "更換溫控器", (("溫控器", 1, 1600),), 3),
        Trouble("空調太冷，無法調整", "校正溫控器設定", (), 3),
        Trouble("冰水主機跳脫停機", "清洗冷凝器後重新啟動，電流正常", (), 2, outside=True),
        Trouble("空調有霉味", "清洗盤管與濾網", (), 2),
    ),
    F: (
        Trouble("緊急照明燈不亮", "更換電池組", (("鎳鎘電池組", 1, 420),), 5),
        Trouble("火警受信總機顯示故障燈", "更換偵煙探測器1只", (("偵煙探測器", 1, 560),), 4, outside=True),
        Trouble("避難方向指示燈脫落", "重新固定並測試", (), 3),
        Trouble("滅火器壓力不足", "換藥充填", (), 3),
        Trouble("消防栓箱門關不上", "調整門片", (), 2),
    ),
    L: (
        Trouble("電梯門關到一半又打開", "清潔門檻並調整光電", (), 5, outside=True),
        Trouble("電梯按鈕按了不亮", "更換按鈕", (), 4, outside=True),
        Trouble("電梯運轉時有異音", "調整導輪並加油", (), 3, outside=True),
        Trouble("電梯停在樓層中間，有人受困", "手動釋放乘客，更換門機控制板", (), 1, outside=True),
        Trouble("電梯內燈不亮", "更換燈具", (), 2, outside=True),
    ),
    T: (
        Trouble("電話沒有聲音", "更換話機線", (("話機線", 1, 60),), 5),
        Trouble("分機無法撥外線", "重新設定交換機權限", (), 4),
        Trouble("電話有雜音", "重打端子板接點", (), 3),
        Trouble("搬座位，需要移機", "移設分機線路", (("電話線", 1, 320),), 3),
        Trouble("網路插座鬆脫", "更換資訊插座", (("資訊插座", 1, 220),), 3),
    ),
    S: (
        Trouble("廣播聽不到", "更換喇叭", (("吸頂喇叭", 1, 680),), 4),
        Trouble("大禮堂麥克風有回授聲", "調整擴大機等化", (), 3),
        Trouble("廣播主機無法分區", "重設分區盤", (), 2, outside=True),
    ),
    C: (
        Trouble("監視畫面全黑", "更換電源供應器", (("電源供應器", 1, 450),), 4, outside=True),
        Trouble("監視畫面模糊", "清潔鏡頭並調焦", (), 3),
        Trouble("錄影主機硬碟異常", "更換監控硬碟", (), 2, outside=True),
    ),
    O: (
        Trouble("自動門感應不良", "調整感應器角度", (), 4),
        Trouble("停車場柵欄機不會升起", "更換升降桿彈簧", (("彈簧", 1, 950),), 3, outside=True),
        Trouble("飲水機漏水", "更換濾心接頭", (("快速接頭", 1, 90),), 4),
        Trouble("旗桿滑輪卡住", "更換滑輪", (("滑輪", 1, 350),), 1),
    ),
}

NOT_OURS = (
    "個人電腦故障屬資訊單位業務，請改向資訊中心申請。",
    "借用單位自備之延長線，非公共設備。",
    "現場查看功能正常，未發現故障。",
    "該處屬公園管理單位權責，已轉告。",
    "屬裝修需求而非維修，請另案簽辦。",
)
CHANGED_MIND = ("已自行排除", "單位搬遷，不需要了", "重複點選，請取消", "改由承租廠商處理")

SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高"
GIVEN = (
    "怡君", "志豪", "淑芬", "俊宏", "雅雯", "家瑋", "美惠", "建志", "佩珊", "冠廷", "麗華", "柏翰", "秀娟", "明哲", "欣怡", "承恩",
    "玉珍", "文傑", "靜宜", "信宏", "婉婷", "國華", "詩涵", "育誠",
)  # fmt: skip

TECHNICIANS = (
    ("technician2", "潘志遠", "Pan Chih-yuan"),
    ("technician3", "戴永昌", "Tai Yung-chang"),
    ("technician4", "沈文彬", "Shen Wen-pin"),
)

#: contractor, classes, hours for emergency, urgent and ordinary
CONTRACTORS: tuple[tuple[str, tuple[Kind, ...], int | None, int | None, int | None], ...] = (
    ("南方空調工程有限公司", (A,), 4, 24, None),
    ("港都電梯股份有限公司", (L,), 1, 8, 24),
    ("安泰消防工程有限公司", (F,), 2, 24, None),
    ("大華水電工程行", (P, B), 4, None, None),
    ("聯訊通信有限公司", (T, S), 4, 24, None),
    ("全視安全系統有限公司", (C, O), 4, 24, None),
)

#: Chinese and English name of what is looked after, class, every n months, what is done
PLANS: tuple[tuple[str, str, Kind, int, str], ...] = (
    ("電梯月保養", "Monthly service of the lifts", L, 1, "昇降設備每月維護保養一次並作成紀錄"),
    ("消防設備半年檢查", "Half-yearly check of fire protection", F, 6, "消防安全設備外觀及性能檢查"),
    ("冰水主機季保養", "Quarterly service of the chillers", A, 3, "冷凝器清洗、冷媒及潤滑油檢查、電流量測"),
    ("高低壓電力設備半年檢驗", "Half-yearly check of the electrical plant", P, 6, "高低壓電力設備檢驗，接點溫度量測"),
    ("緊急發電機季測試", "Quarterly test of the generator", P, 3, "緊急發電機負載測試30分鐘，檢查油量與電瓶"),
    ("水塔清洗", "Cleaning of the water tanks", P, 6, "水塔清洗消毒並送驗水質"),
    ("監視系統季檢查", "Quarterly check of the surveillance system", C, 3, "鏡頭清潔、錄影調閱測試、硬碟健康度檢查"),
    ("廣播系統半年測試", "Half-yearly test of the public address", S, 6, "全區廣播測試，喇叭逐一確認"),
)

#: slug, Chinese and English name, whether every office floor has one
ROOMS: tuple[tuple[str, str, str], ...] = (
    ("office-east", "東側辦公區", "Offices, east"),
    ("office-west", "西側辦公區", "Offices, west"),
    ("toilets", "廁所", "Toilets"),
    ("pantry", "茶水間", "Pantry"),
)
SPECIAL_ROOMS: tuple[tuple[str, str, str, str], ...] = (
    ("B1", "plant", "地下機房", "Plant room"),
    ("B1", "parking", "地下停車場", "Car park"),
    ("1F", "lobby", "大廳", "Lobby"),
    ("1F", "atrium", "中庭", "Atrium"),
    ("RF", "roof", "屋頂", "Roof"),
)

#: class, name, English name, where (room slug; "floor" means one per office floor), count
EQUIPMENT: tuple[tuple[Kind, str, str, str, int], ...] = (
    (A, "冰水主機", "Chiller", "plant", 2),
    (A, "空調箱", "Air handling unit", "floor:office-east", 1),
    (L, "電梯", "Lift", "lobby", 4),
    (P, "緊急發電機", "Emergency generator", "plant", 1),
    (P, "樓層配電盤", "Floor distribution board", "floor:office-west", 1),
    (P, "揚水泵", "Lift pump", "plant", 2),
    (F, "火警受信總機", "Fire alarm panel", "lobby", 1),
    (F, "消防栓箱", "Hydrant cabinet", "floor:office-east", 1),
    (T, "電話交換機", "Telephone exchange", "plant", 1),
    (S, "廣播主機", "Public address amplifier", "lobby", 1),
    (C, "監視錄影主機", "Surveillance recorder", "lobby", 2),
    (C, "停車場攝影機", "Car park camera", "parking", 2),
    (O, "停車場柵欄機", "Car park barrier", "parking", 1),
    (O, "自動門", "Automatic door", "lobby", 2),
    (O, "飲水機", "Drinking fountain", "floor:pantry", 1),
    (B, "採光罩", "Skylight", "atrium", 1),
)
