package names

// kinNear is the difference of two forms of one name that letters would not bring together.
const kinNear = 15

// kinApart is the least difference of two names that are known to be two.
const kinApart = 30

// kin are names that are one name in several languages, and their usual short forms: Joseph, Yusuf,
// Iosif. Keys are folded; the first line that has a word wins. Written down by hand.
var kin = wordList(`
abd: abd abdul abdel abdal abdol abdoul abdu abdur bd
abu: abu abou abo aboo bu
joseph: joseph josef jose josip joe yusuf yousef youssef yosef yosif yusif yussuf iosif osip giuseppe josephine ywsf
abraham: abraham abe ibrahim avraham avram avraam brahim abrahim ebrahim abrhym
ishmael: ishmael ismail ismael smail esmail smaayl
moses: moses moshe musa moussa mousa moisey moise mwsa
david: david dave davi dawud daoud dawood davud daud davyd dwwd
solomon: solomon salomon shlomo sulayman suleiman soliman suleyman sulaiman slyman
isaac: isaac isaak ishaq yitzhak itzhak isak ishak izak
jacob: jacob jakob jake yakov yaakov yaqub yakub jacques giacomo iakov yacoub jaime james jim jimmy
elias: elias ilyas ilya eliyahu elijah iliya
mary: mary maria marie mariam maryam miriam mariya marija masha mrym
john: john johnny jack jean juan joao jan johann johannes hans giovanni ivan vanya ioann ioan yohanan yuhanna johan jon
michael: michael mike michel michele miguel mikhail misha mykhailo mihail mikael michal mikhael mychajlo
george: george georg georges jorge giorgio georgy georgi georgii giorgi heorhii jerzy
alexander: alexander alex alexandre alejandro alessandro aleksandr aleksander oleksandr sasha iskandar iskander eskandar sandro aliaksandr
peter: peter pete petr pyotr pedro pierre pietro petro piotr butrus boutros petya
paul: paul pavel pablo paolo pavlo pal pawel bulus
nicholas: nicholas nick nikolai nikolay nicolas nicola mykola nikola nikolaos kolya niklas
stephen: stephen steven steve stefan stepan stephan esteban etienne stephane istvan stefano
andrew: andrew andy andrei andrey andreas andres andre andriy andrea andrzej andrii
william: william bill will willy wilhelm guillaume guillermo guglielmo vilhelm liam
charles: charles charlie carlos karl carl carlo karol karel
francis: francis frank francisco franz francois francesco frantisek paco
anthony: anthony tony antonio anton antoine antony antonin
thomas: thomas tom tommy tomas toma tommaso foma
vladimir: vladimir volodymyr uladzimir volodya vova vladimirs wladimir
dmitry: dmitry dmitri dmytro dimitri dima dzmitry dimitrij dmitriy dimitrios
sergey: sergey sergei serhiy serhii siarhei serge sergio serghei serhij
eugene: eugene gene evgeny yevgeny evgeni yevhen yauhen eugen eugenio evgenii zhenya
constantine: constantine konstantin kostyantyn kostya constantin konstantinos
theodore: theodore ted theo fyodor fedor feodor teodor fedir
catherine: catherine katherine kate cathy ekaterina yekaterina katerina kateryna katya katarina caterina katharina katarzyna
helen: helen helena elena yelena olena lena helene alena jelena
basil: basil vasily vasiliy vasyl vasili wassili vasilij
gregory: gregory greg grigory grigori hryhoriy grisha gregor grigoriy
robert: robert rob bob bobby roberto
richard: richard rick dick ricardo riccardo
benjamin: benjamin ben binyamin benny benyamin
samuel: samuel sam shmuel samuil
daniel: daniel dan danny danilo daniil danylo daniyal
matthew: matthew matt matteo mateo matvey matthias mathieu
louis: louis luis lewis luigi ludwig lajos
edward: edward ed eddie eduardo eduard edouard
frederick: frederick fred friedrich frederic federico fryderyk
henry: henry harry heinrich henri enrique enrico henrik
philip: philip phil philipp felipe filip philippe filippo
natalia: natalia natalya nataliya natasha natalie natalija
elizabeth: elizabeth liz betty elisabeth elizaveta isabel isabella liza yelizaveta
anatoly: anatoly anatoliy tolya anatolij anatolii
viktor: viktor victor vitya viktoras
alexey: alexey aleksey alexei oleksiy lesha alyosha aleksei oleksii
ali: ali aly alee
muhammad: muhammad mohammed mohamed mohammad muhammed mohamad mehmet mehmed mahomet magomed mokhammed mukhammad mohd mhmd
ahmad: ahmad ahmed akhmed akhmad achmed ahmd
mahmud: mahmud mahmoud mahmood makhmud mhmwd
hasan: hasan hassan khasan gasan hsn
husayn: husayn husain hussain hussein husein hossein hosein houssein khusein khuseyn gusein huseyn hsyn
fatima: fatima fatma fatimah fatemeh fatoumata
aisha: aisha aysha aicha ayesha aishah ayse
`)
