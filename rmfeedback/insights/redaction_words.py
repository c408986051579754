"""Words that say whether the word beside them, or they themselves, mean a person."""

from .nicknames import word_set

DETERMINERS = word_set("""
    the a this that these those my your his her its our their no some any every each another which
    what whose der die das dem den des ein eine einen einem einer eines kein keine keinen keinem keiner
    dieser diese dieses diesem diesen jeder jede jedes jedem jeden mein meine meinen meinem meiner dein
    deine unser unsere unserem unseren unserer ihr ihre ihren ihrem ihrer sein seine seinen seinem
    seiner im am zum zur beim vom ins ans viele wenige alle manche welche welcher guter gute guten gutes
    neue neuer neuen neues letzten letzter letztes nächsten nächster nächstes großer großen kleine
    kleiner kleinen good new old next last whole
""")
ARTICLES = word_set("""
    the a this these those my your his our their no some any every each der die das dem den des ein eine einen
    einem einer eines kein keine keinen keinem keiner dieser diese dieses diesem diesen im am zum zur beim vom
""")
BEFORE_A_PLAIN_WORD = DETERMINERS | word_set("""
    i you we they he she it who there ich du er sie es wir man not never always very so too as how more
    most less quite really sehr zu so wie mehr immer nie nicht auch noch schon want wants need needs
    able going wanted have has had don't didn't won't can can't should would could might must
""")
AFTER_A_PLAIN_WORD = word_set("""
    be this these those any anyone anything have not never always also only you we they i it he she
    the a an that there ever my our
""")
TIMES = word_set("""
    jan january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday spring summer autumn winter easter januar februar
    märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
    sommer herbst frühling ostern morgen abend mittag nacht noon dawn
""")
BEFORE_A_TIME = word_set("""
    in since until till by from of during before after late early mid end from on for last next this
    every each past seit bis im am ab ende anfang mitte nächsten letzten jeden kommenden vergangenen
    between and und vor nach to
""")
PLACES = word_set("""
    adelaide alberta asia athens austin austria basel bath berlin bern bonn boston bremen brighton bristol
    brooklyn brüssel brussels budapest cairo cambridge cardiff carolina chelsea chester china cleveland
    cologne cork dakota dallas darwin delhi denver derby devon dover dresden dublin durham düsseldorf
    edinburgh erfurt essen florence frankfurt geneva genf georgia glasgow gera graz halle hamburg hannover
    houston india israel jackson jena jordan kassel kent kenya kiel köln krakau krakow lancaster leeds leipzig
    lincoln linz lisbon london luzern lyon madison madrid mainz manchester milan milano milton mumbai münchen
    munich münster naples newport norfolk nürnberg oslo oxford paris perth phoenix prag prague pune regensburg
    reading rom roma rome salzburg savannah siena stuttgart sydney trier troy turin ulm valencia verona
    victoria vienna virginia warschau warsaw warwick washington weimar wellington wien worms york zürich
    zurich
""")
IN_PLACES = word_set("in at near from to around of outside nach aus bei um")
BRANDS = word_set("""
    ada adobe alexa alfred apollo ariel armani asana astra athena atlas aurora bard bosch casio claude clio
    copilot cortana dell diesel dior django dyson einstein eliza ford gemini gerrit gucci hudson hugo jenkins
    julia kafka kotlin levi linus loki lotus lua luna maggi mercedes miele mira nikon nokia oscar otto persil
    philips porsche prada python rails ruby sage salesforce siemens siri sonos tesla thor travis watson zoe
    zoom
""")
EPONYMS = word_set("""
    law laws principle principles razor syndrome scale curie diagram pyramid paradox prize award test gesetz
    prinzip syndrom skala diagramm pyramide paradox preis effekt
""")
CUES = word_set("""
    called named namens mentor mentee mentorin chef chefin kollege kollegen kollegin boss partnerin
    tandempartner tandempartnerin vorgesetzter vorgesetzte teamleiter teamleiterin leader manager
    colleague buddy partner
""")
TOWARDS_PEOPLE = word_set("""
    with without by for ask asked told thank thanks invited met like except about against via behind mit ohne
    von bei an für durch gegen fragt fragte frag danke außer wegen laut samt dank neben hinter über
""")
ACTS = word_set("""
    told tells said says asked asks gave gives showed shows helped helps listened listens explained explains
    made makes took takes never always and's keeps kept wants wanted seems seemed thinks thought knows knew
    invited introduced promised shared answered called sent from who hat hatte sagt sagte fragt fragte zeigt
    zeigte hilft half erzählt erzählte meint meinte gibt gab nimmt nahm hört erklärt erklärte will wollte kann
    konnte aus kam kommt weiß wusste cancelled cancels walked walks decided decides talks talked left came
    went spoke speaks turned replied replies refused refuses insisted insists smiled laughed admitted agreed
    agrees offered offers apologised suggested suggests joined joins met meets brought brings let lets got
    gets did does didn't doesn't has hasn't was wasn't had hadn't cares cared stopped started ignored ignores
    postponed interrupted interrupts encouraged encourages challenged hates loves loved liked likes forgot
    forgets wrote writes reads redet redete spricht sprach schreibt schrieb antwortet antwortete entscheidet
    entschied lacht lachte ging geht blieb bleibt lässt ließ macht machte findet fand hielt hält wirkt wirkte
    versteht verstand bringt brachte ruft rief lud unterbricht unterbrach ignoriert ignorierte verspricht
    versprach sucht suchte kennt kannte war ist wird wurde möchte mochte mag soll sollte darf durfte
""")
_OF_THINGS_TOO = word_set("""
    was wasn't has had is ist war wird wurde hat hatte kam kommt gibt gab geht ging aus from blieb bleibt will
    kann soll sollte darf durfte macht machte did does didn't doesn't came went got gets left made makes hält
    hielt brought brings turned kept keeps seems seemed stopped started wirkt wirkte bringt brachte started
    never always möchte mag sucht suchte findet fand reads like likes gives gave shows showed helps helped
    takes took offers offered lets let hilft half zeigt zeigte nimmt nahm lässt ließ
""")
ACTS_OF_PEOPLE = ACTS - _OF_THINGS_TOO
# German nouns that go without an article: what they are made of, states, ways.
UNCOUNTED = word_set("""
    ernst stein holz gold silber kraft kunst glas sand eisen glück wein brot geld licht luft mut freude
    schnee salz zucker wasser feuer frost regen honig pfeffer korn heu stroh frust ruhe sturm
    leder stahl samt eis
""")
